import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `npm run dev` shows changes at once, over the API of a server that is already running. */
const api = process.env.GONGQIAO_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": { target: api } } },
  build: {
    target: "es2022",
    // The policy is script-src 'self' and font-src 'self': nothing may be inlined as a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // public/.keep is copied back each time: the embedding Go file needs the folder in a clean clone.
    emptyOutDir: true,
    chunkSizeWarningLimit: 400,
  },
});
