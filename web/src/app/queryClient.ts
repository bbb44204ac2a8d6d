import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { Problem, problemText } from "../lib/problem";
import { toastBad } from "../ui/toast";

const MAX_RETRIES = 2;

/**
 * The cache of everything the server said. A refused change that its form did
 * not take care of (`meta.handled`) is told in a toast; an ended session calls
 * `onSignedOut`.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const signedOut = (error: Error): boolean => error instanceof Problem && error.status === 401;
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: (count, error) => error instanceof Problem && error.transient && count < MAX_RETRIES, refetchOnWindowFocus: "always", throwOnError: false },
      mutations: { retry: false },
    },
    queryCache: new QueryCache({ onError: (error) => signedOut(error) && onSignedOut() }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (mutation.meta?.handled === true) return;
        if (signedOut(error)) onSignedOut();
        else toastBad(problemText(error));
      },
    }),
  });
}

