import "./portal.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, type ComponentType } from "react";
import type { PortalAddress, PortalPage, PortalPageProps } from "./address";

/** The pages by the first letter of their address; see address.ts. */
const pages: Record<PortalPage, ComponentType<PortalPageProps>> = {
  m: lazy(() => import("./MilestonePage")),
  s: lazy(() => import("./SurveyPage")),
};

const queryClient = new QueryClient({ defaultOptions: { mutations: { retry: false, networkMode: "always" }, queries: { networkMode: "always" } } });

/** The customer's face: no account, no shell of the desk, one question on one page. */
export function Portal({ address }: { address: PortalAddress }) {
  const Page = pages[address.page];
  return (
    <QueryClientProvider client={queryClient}>
      <Suspense><Page token={address.token} /></Suspense>
    </QueryClientProvider>
  );
}
