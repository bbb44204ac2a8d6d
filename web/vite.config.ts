import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { texts } from "./texts.ts";

/** `npm run dev` shows changes at once, over the API of a server that is already running. */
const api = process.env.GONGQIAO_API ?? "http://127.0.0.1:8080";

/** Pages and texts are called after their place, so that tools/size.mjs finds them: "quotes.ListPage", "zh.quotes". */
function chunkName(module: string | null): string {
  const place = /\/features\/\w+\/(\w+)\/(\w+)\.tsx$|virtual:texts\/(\w+)\/(\w+)$/.exec(module ?? "");
  return place ? place.slice(1).filter(Boolean).join(".") : "[name]";
}

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), texts()],
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": { target: api } } },
  build: {
    target: "es2022",
    // The policy is script-src 'self' and font-src 'self': nothing may be inlined as a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // public/.keep is copied back each time: the embedding Go file needs the folder in a clean clone.
    emptyOutDir: true,
    chunkSizeWarningLimit: 400,
    rolldownOptions: { output: { chunkFileNames: ({ facadeModuleId }) => `assets/${chunkName(facadeModuleId)}-[hash].js` } },
  },
});
