import { defineConfig } from "vite";

/** The service worker by itself, in one file: what it shares with the pages must not become a file that it would import. */
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2022",
    emptyOutDir: false, // the pages lie there already
    rolldownOptions: { input: "src/sw.ts", output: { entryFileNames: "sw.js", format: "iife" } },
  },
});
