import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const require = createRequire(import.meta.url);
const icons = readFileSync(new URL("icons.txt", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line && !line.startsWith("#"));

/** Writes dist/icons.json, name to drawing: {% icon %} and {% sprite %} put into a page only what it uses. */
function iconDrawings(): Plugin {
  return {
    name: "icon-drawings",
    generateBundle() {
      const drawings = Object.fromEntries(icons.map((name) => [name, drawing(name)]));
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(drawings) });
    },
  };
}

function drawing(name: string): string {
  const filled = name.startsWith("filled/");
  const file = require.resolve(`@tabler/icons/${filled ? name : `outline/${name}`}.svg`); // a misspelt name stops the build
  const lines = readFileSync(file, "utf8")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s+/g, " ")
    .trim();
  // How the others are stroked stands once, in the styles of .i
  return filled ? `<g fill="currentColor" stroke="none">${lines}</g>` : lines;
}

/** Puts a .br and a .gz beside each text file: whitenoise serves them as they are, in the demo as in production. */
function compressed(): Plugin {
  return {
    name: "compressed",
    writeBundle({ dir }, bundle) {
      // From the written files, not in generateBundle: Vite still changes the scripts after that.
      for (const fileName of Object.keys(bundle).filter((name) => /\.(js|mjs|css|svg|geojson)$/.test(name))) {
        const file = join(dir ?? "dist", fileName);
        const source = readFileSync(file);
        writeFileSync(`${file}.br`, brotli(source));
        writeFileSync(`${file}.gz`, gzipSync(source, { level: 9 }));
      }
    },
  };
}

function brotli(source: Buffer): Buffer {
  return brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }); // 11 takes five times as long
}

/** The first page waits a moment for the letters, and otherwise shows the device's own: a line that is half read never jumps. */
function optionalFonts(): Plugin {
  return {
    name: "optional-fonts",
    transform: (code, id) => (id.endsWith("main.scss") ? code.replaceAll("font-display: swap", "font-display: optional") : null),
  };
}

export default defineConfig({
  base: "/static/",
  publicDir: "public",
  plugins: [iconDrawings(), compressed(), optionalFonts()],
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0, // a data: URI would need img-src/font-src data: in the CSP
    modulePreload: { polyfill: false }, // the polyfill is an extra script nobody with a 2022 browser needs
    chunkSizeWarningLimit: 1200, // MapLibre, loaded only when somebody asks for the map
    rolldownOptions: {
      input: { main: "src/main.ts", styles: "src/styles/main.scss" },
      output: { entryFileNames: "assets/[name]-[hash].js" },
    },
  },
});
