/**
 * The views of lists that people keep on the server. The data view shows them
 * and knows no server, so the shell hands it the store (see app/Shell).
 */
import { createContext, use } from "react";

/** What a person writes of a view. */
export interface SavedViewDraft {
  name: string;
  /** As in the address, without paging: "stage=signing&sort=-amount". */
  query: string;
  /** In order, with widths that were dragged: "name", "amount~140". Empty means the list's own. */
  columns: string[];
  /** Colleagues see it too; whoever opens it sees the records of his own rights. */
  shared: boolean;
  /** In the sidebar. */
  pinned: boolean;
  /** The list opens with it. */
  opens: boolean;
}

export interface SavedView extends SavedViewDraft {
  id: string;
  version: number;
  list: string;
  /** Whoever keeps it. */
  owner: string;
  /** Whether the reader may change it. */
  own: boolean;
}

export interface SavedViewStore {
  views: SavedView[];
  /** Not known yet: a list waits rather than show another view first. */
  pending: boolean;
  create: (draft: SavedViewDraft) => Promise<SavedView>;
  /** Changes a view of the reader's own; what is missing stays. */
  update: (view: SavedView, change: Partial<SavedViewDraft>) => Promise<SavedView>;
  remove: (view: SavedView) => Promise<void>;
}

const refuse = (): Promise<never> => Promise.reject(new Error("no store of views"));
const none: SavedViewStore = { views: [], pending: false, create: refuse, update: refuse, remove: refuse };

/** The hook that reads the views of a list. Filled by the shell. */
export const SavedViewsContext = createContext<(list: string) => SavedViewStore>(() => none);

/** The kept views of a list. */
export function useSavedViews(list: string): SavedViewStore {
  const useStore = use(SavedViewsContext);
  return useStore(list);
}

/** What is kept of a view, without what the server adds. */
export function draftOf({ name, query, columns, shared, pinned, opens }: SavedView): SavedViewDraft {
  return { name, query, columns, shared, pinned, opens };
}
