import { contextBridge, ipcRenderer } from "electron";
import { bridge, type PageWindow } from "./bridge.ts";

bridge({ page: globalThis as unknown as PageWindow, ipcRenderer, contextBridge, platform: process.platform });
