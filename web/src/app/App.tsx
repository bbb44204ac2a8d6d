import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ToastHost } from "../ui/ToastHost";
import { createQueryClient } from "./queryClient";
import { createAppRouter } from "./router";

const queryClient = createQueryClient(() => {
  // Signed out elsewhere, or the session ended: back to the sign-in form, and then to this page.
  if (!["/login", "/setup"].includes(router.state.location.pathname)) void router.navigate({ to: "/login", search: { next: router.state.location.href } as never });
});
const router = createAppRouter(queryClient);

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <ToastHost />
    </QueryClientProvider>
  );
}
