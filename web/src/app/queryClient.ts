import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { Problem, problemText } from "../lib/problem";
import { kept } from "../lib/unsaved";
import { toastBad } from "../ui/toast";

const MAX_RETRIES = 2;

/** The session is over. A wrong password is 401 too, and ends nothing. */
const ENDED = ["auth.required", "auth.disabled"];

/**
 * The cache of everything the server said. A refused change that its form did
 * not take care of (`meta.handled`) is told in a toast; an ended session calls
 * `onSignedOut`. After a change nothing on the page counts as unsaved.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const signedOut = (error: Error): boolean => error instanceof Problem && ENDED.includes(error.code);
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: (count, error) => error instanceof Problem && error.transient && count < MAX_RETRIES, refetchOnWindowFocus: "always", throwOnError: false },
      mutations: { retry: false },
    },
    queryCache: new QueryCache({ onError: (error) => signedOut(error) && onSignedOut() }),
    mutationCache: new MutationCache({
      onSuccess: kept,
      onError: (error, _variables, _context, mutation) => {
        if (signedOut(error)) onSignedOut();
        else if (mutation.meta?.handled !== true) toastBad(problemText(error));
      },
    }),
  });
}

