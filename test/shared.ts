// Shares what is slow to open among the test files of one process: it stays open as long as more files may come.

export interface Shared<Thing> {
  /** Opens it, or gives the one that is open. */
  take(): Promise<Thing>;
  /** Closes it, unless the process keeps it for the next file. */
  giveBack(): Promise<void>;
}

const closers: (() => Promise<void>)[] = [];
let kept = false;

/** For a module's top level. Whoever takes it leaves nothing in it that the next one would meet. */
export function share<Thing>(open: () => Promise<Thing>, close: (thing: Thing) => Promise<void>): Shared<Thing> {
  let opened: Promise<Thing> | null = null;
  let users = 0;
  const end = async () => {
    const closing = opened;
    opened = null;
    users = 0;
    if (closing !== null) await close(await closing);
  };
  closers.push(end);
  return {
    async take() {
      users += 1;
      opened ??= open();
      try {
        return await opened;
      } catch (error) {
        opened = null;
        users = 0;
        throw error;
      }
    },
    async giveBack() {
      users -= 1;
      if (users <= 0 && !kept) await end();
    },
  };
}

/** Called by a process that runs several files. */
export function keepShared(): void {
  kept = true;
}

/** Closes all that is open, when the last file is done; what one of them has to say does not keep the others open. */
export async function closeShared(): Promise<void> {
  const closed = await Promise.allSettled(closers.map((close) => close()));
  const failed = closed.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
