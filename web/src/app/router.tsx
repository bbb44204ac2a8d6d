import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect, type AnyRoute } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { can, meQuery, useMe } from "../api/me";
import { withTexts } from "../lib/i18n";
import type { PageSpec } from "../lib/module";
import { Problem } from "../lib/problem";
import { parseSearch, writeSearch } from "../lib/url";
import { setZone } from "../lib/zone";
import { ErrorPage, ForbiddenPage, NotFoundPage, PendingPage } from "./errorPages";
import { modules } from "./modules";
import { startPage } from "./navigation";
import { Root } from "./Root";

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Root, notFoundComponent: NotFoundPage });

const login = createRoute({ getParentRoute: () => root, path: "/login", staticData: { title: "login.title" }, component: lazyRouteComponent(withTexts(["login"], () => import("../features/account/session/LoginPage"))) });
const setup = createRoute({ getParentRoute: () => root, path: "/setup", staticData: { title: "setup.title" }, component: lazyRouteComponent(withTexts(["login", "setup"], () => import("../features/account/session/SetupPage"))) });

/** Everything behind the sign-in: the shell, loaded once somebody is known. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: lazyRouteComponent(() => import("./Shell")),
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queryClient.ensureQueryData(meQuery);
      setZone(me.zone);
      return { me };
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw redirect({ to: "/login", search: { next: location.href } as never });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ to: startPage(context.me) as never });
  },
});

function page(spec: PageSpec, texts: string[]): AnyRoute {
  return createRoute({
    getParentRoute: () => shell,
    path: spec.path,
    staticData: { title: spec.title },
    component: guarded({ ...spec, load: withTexts(texts, spec.load) }),
  });
}

/** The page, or that it is not open to the reader. The server refuses the data all the same. */
function guarded(spec: PageSpec) {
  const Page = lazyRouteComponent(spec.load) as ComponentType & { preload?: () => Promise<void> };
  const Guarded = () => (can(useMe(), spec.permission) ? <Page /> : <ForbiddenPage />);
  return Object.assign(Guarded, { preload: Page.preload });
}

/** The routes of every module under one shell. Search parameters stay flat text. */
export function createAppRouter(queryClient: QueryClient) {
  const pages = modules.flatMap((m) => m.pages.map((p) => page(p, m.texts ?? [])));
  return createRouter({
    routeTree: root.addChildren([login, setup, shell.addChildren([home, ...pages])]),
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    parseSearch,
    stringifySearch: writeSearch,
    scrollRestoration: true,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: ({ error }) => <ErrorPage error={error instanceof Error ? error : new Error(String(error))} />,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Locale key of the document title. */
    title?: string;
  }
}
