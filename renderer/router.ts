/** One route per page; the hashes are public. Pages load when they are first opened. */
import { createRouter, createWebHashHistory } from "vue-router";

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", name: "overview", component: () => import("./pages/OverviewPage.vue") },
    { path: "/train", name: "train", component: () => import("./pages/TrainPage.vue") },
    { path: "/models", name: "models", component: () => import("./pages/ModelsPage.vue") },
    { path: "/predict", name: "predict", component: () => import("./pages/PredictPage.vue") },
    { path: "/drift", name: "drift", component: () => import("./pages/DriftPage.vue") },
    { path: "/incidents", name: "incidents", component: () => import("./pages/IncidentsPage.vue") },
    { path: "/outcomes", name: "outcomes", component: () => import("./pages/OutcomesPage.vue") },
    { path: "/host", name: "host", component: () => import("./pages/HostPage.vue") },
    { path: "/api", name: "api", component: () => import("./pages/ApiPage.vue") },
    { path: "/settings", name: "settings", component: () => import("./pages/SettingsPage.vue") },
    { path: "/audit", name: "audit", component: () => import("./pages/AuditPage.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});
