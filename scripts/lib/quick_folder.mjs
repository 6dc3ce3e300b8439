// Where tests keep what lives as long as one run: in memory where the system has room, because they make and delete many thousand files.
import { accessSync, constants, statfsSync } from 'node:fs';

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm';
/** A run needs about one gigabyte; containers often have 64 MB there. */
const ROOM_NEEDED = 4 * 1024 ** 3;

/** A folder in memory in which everybody may make his own; null where there is none with enough room. */
export function quickFolder() {
  try {
    accessSync(IN_MEMORY, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM_NEEDED ? IN_MEMORY : null;
  } catch {
    // Not a Linux that has one, or not for us.
    return null;
  }
}
