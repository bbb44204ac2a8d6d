/** Which texts the desk starts with and which come with a page: read from the code, when the pages are built. */

/** A locale file or a part of it. */
export type Tree = Record<string, unknown>;

/** Sections that code asks for when it is loaded: of pages ("texts: […]") and of parts ("withTexts([…], …)"). */
export function asked(source: string): string[] {
  return [...source.matchAll(/(?:texts: |withTexts\()\[([^\]]*)\]/g)].flatMap((m) => [...(m[1] ?? "").matchAll(/"(\w+)"/g)].map((s) => s[1] ?? ""));
}

/** What the desk says before a page is there: every section that none asks for, and the names by which the router and the sidebar call the others. */
export function startOf(tree: Tree, sources: string[]): Tree {
  const later = new Set(sources.flatMap(asked));
  const start: Tree = Object.fromEntries(Object.entries(tree).filter(([section]) => !later.has(section)));
  for (const source of sources) for (const [, path = ""] of source.matchAll(/"(\w+(?:\.\w+)+)"/g)) copy(tree, start, path.split("."));
  return start;
}

/** Copies one text, when there is one at the path. */
function copy(from: Tree, to: Tree, [step = "", ...rest]: string[]): void {
  const value = from[step];
  if (rest.length === 0) {
    if (typeof value === "string") to[step] = value;
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const branch = { ...(to[step] as Tree | undefined) };
  copy(value as Tree, branch, rest);
  if (Object.keys(branch).length > 0) to[step] = branch;
}
