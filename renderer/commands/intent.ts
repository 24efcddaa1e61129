/** What a command asks of a page: `#/drift?do=check` is done once, when the page is there, and leaves the address. */
import { watch } from "vue";
import { useRoute, useRouter } from "vue-router";

/** @example useIntent("check", () => check.run()); */
export function useIntent(name: string, run: () => void): void {
  const route = useRoute();
  const router = useRouter();
  watch(
    () => route.query.do,
    (wanted) => {
      if (wanted !== name) return;
      const { do: _done, ...query } = route.query;
      void router.replace({ query });
      run();
    },
    { immediate: true },
  );
}
