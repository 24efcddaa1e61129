/** The app, once its words are there. */
import ui from "@nuxt/ui/vue-plugin";
import { createPinia } from "pinia";
import { createApp } from "vue";
// Before the router: it takes the token out of the address that the router reads.
import "./api/client.ts";
import App from "./App.vue";
import { router } from "./router.ts";

export const start = () => createApp(App).use(createPinia()).use(router).use(ui).mount("#app");
