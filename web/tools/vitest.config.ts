import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { texts } from "../texts.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The tests stand beside the code in ../src; their tools live here. */
export default defineConfig({
  root: at(".."),
  plugins: [texts()],
  oxc: { jsx: { runtime: "automatic" } },
  resolve: {
    alias: [
      { find: /^vitest$/, replacement: at("node_modules/vitest/dist/index.js") },
      { find: /^@testing-library\/(.+)$/, replacement: `${at("node_modules/@testing-library")}/$1` },
    ],
    dedupe: ["react", "react-dom"],
  },
  server: { fs: { allow: [at("..")] } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    setupFiles: [at("setup.ts")],
    restoreMocks: true,
    css: false,
  },
});
