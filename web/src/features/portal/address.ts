/** Where the customer's face lives: short addresses with a token, outside of the desk. Pure. */

/** Pages of the portal by the first letter of their address: /m/<token> confirms a milestone, /s/<token> answers a survey. */
export const PAGES = ["m", "s"] as const;
export type PortalPage = (typeof PAGES)[number];

export interface PortalAddress {
  page: PortalPage;
  token: string;
}

/** What an address asks of the portal; null for an address of the desk. */
export function portalAddress(path: string): PortalAddress | null {
  const [, page, token] = /^\/(\w)\/([\w-]+)\/?$/.exec(path) ?? [];
  const known = PAGES.find((p) => p === page);
  return known && token ? { page: known, token } : null;
}

/** What every page of the portal is given. */
export interface PortalPageProps {
  token: string;
}
