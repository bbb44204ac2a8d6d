/** The locale files, cut by section when the pages are built: see texts.ts beside vite.config.ts. */
declare module "virtual:texts" {
  type Load = () => Promise<{ default: object }>;
  export const sections: Record<"zh" | "en", Record<string, Load>>;
}
