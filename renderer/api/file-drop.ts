/** Files let go anywhere in the window, for as long as a component lives that wants one. */
import { onBeforeUnmount, onMounted, type Ref, ref } from "vue";
import { t } from "../texts/index.ts";

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

export interface FileDropping {
  /** Whether files are held over the window. */
  over: Ref<boolean>;
  /** What was not taken, and why. */
  note: Ref<string>;
  /** The first of the files that a person let go or chose. */
  take(files: FileList | null | undefined): void;
}

/** @param accept what to do with one file */
export function useFileDrop(accept: (file: File) => void): FileDropping {
  const over = ref(false);
  const note = ref("");

  function take(files: FileList | null | undefined): void {
    const [file, ...others] = files ?? [];
    if (!file) return;
    note.value = others.length > 0 ? t.train.dropSeveral(file.name, others.length) : "";
    accept(file);
  }
  function enter(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    // Without this the browser would leave the app and open the file.
    event.preventDefault();
    over.value = true;
  }
  function leave(event: DragEvent): void {
    if (event.relatedTarget === null) over.value = false;
  }
  function drop(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    over.value = false;
    const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
    const folder = entries.find((entry) => entry?.isDirectory);
    if (folder) note.value = t.train.dropFolder(folder.name);
    else take(event.dataTransfer?.files);
  }

  onMounted(() => {
    window.addEventListener("dragover", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
  });
  onBeforeUnmount(() => {
    window.removeEventListener("dragover", enter);
    window.removeEventListener("dragleave", leave);
    window.removeEventListener("drop", drop);
  });
  return { over, note, take };
}
