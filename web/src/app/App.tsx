import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { withTexts } from "../lib/i18n";
import { hasUnsaved, kept, watchTyping } from "../lib/unsaved";
import { ToastHost } from "../ui/ToastHost";
import { createQueryClient } from "./queryClient";
import { createAppRouter } from "./router";

const SignInAgain = lazy(withTexts(["login"], () => import("../features/account/session/SignInAgain")));

/** What lives as long as the page does. */
function createDesk(onSignedOut: () => void) {
  const queryClient = createQueryClient(onSignedOut);
  return { queryClient, router: createAppRouter(queryClient) };
}

export function App() {
  const [ended, setEnded] = useState(false);
  const [{ queryClient, router }] = useState(() => createDesk(() => signedOut()));
  useEffect(watchTyping, []);

  const toLogin = (): void => {
    kept();
    setEnded(false);
    void router.navigate({ to: "/login", search: { next: router.state.location.href } as never });
  };
  // Signed out elsewhere, or the session ended: back to the sign-in form, and then to this page. What was typed stays in sight.
  const signedOut = (): void => {
    if (["/login", "/setup"].includes(router.state.location.pathname)) return;
    if (hasUnsaved()) setEnded(true);
    else toLogin();
  };
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      {ended ? <Suspense><SignInAgain onDone={() => setEnded(false)} onLeave={toLogin} /></Suspense> : null}
      <ToastHost />
    </QueryClientProvider>
  );
}
