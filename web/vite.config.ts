import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * During `npm run dev` the API is either a running server
 * (`GONGQIAO_API=http://127.0.0.1:8080`) or, without one, fictional data.
 * Nothing of dev/ reaches the build.
 */
const api = process.env.GONGQIAO_API;

function fictionalApi(): Plugin {
  return {
    name: "fictional-api",
    apply: "serve",
    async configureServer(server) {
      if (api) return;
      const { createMock } = (await import("./dev/mock.mjs")) as { createMock: () => (req: unknown, res: unknown, next: () => void) => void };
      server.middlewares.use(createMock());
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), fictionalApi()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: api ? { "/api": { target: api } } : undefined,
  },
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
