import { Problem } from "./problem";

/** A record as somebody read it before deciding about its content. */
export interface Read {
  version: number;
  /** Fingerprint of the content that is decided about. */
  hash: string;
}

/**
 * Sends a decision about a record's content. When somebody else did something to
 * the record meanwhile and its content is the same, as when several people
 * review at once, the decision still stands: it is sent again with the version
 * that is there now.
 */
export async function decide<T>(seen: Read, send: (version: number) => Promise<T>, readAgain: () => Promise<Read>): Promise<T> {
  try {
    return await send(seen.version);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412) throw error;
    const now = await readAgain();
    if (now.hash !== seen.hash || now.hash === "") throw error;
    return send(now.version);
  }
}
