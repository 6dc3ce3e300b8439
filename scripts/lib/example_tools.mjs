// Finds what the examples in Python and curl are run with, or installs Debian's packages where that is allowed.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, installPackages } from './debian.mjs';
import { Stop } from './terminal.mjs';

/** Debian's library is for the system's Python, which need not be the first one on the PATH. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** Resolves with `{python}`, the path of a Python that can import `stripe`; curl is on the PATH then. Throws Stop saying what is missing. */
export async function findExampleTools() {
  const given = process.env.PYTHON_PATH;
  if (given && !hasStripe(given)) throw new Stop(`PYTHON_PATH: ${given} cannot import stripe`);
  const missing = [findPython(given) ? [] : 'python3-stripe', onPath('curl') ? [] : 'curl'].flat();
  if (missing.length > 0 && canInstall()) await installPackages('Installing what the examples are run with', missing);
  const python = findPython(given);
  if (!python || !onPath('curl')) {
    throw new Stop(
      'The tests of the examples need curl, and Python 3 with the stripe library, version 5 (Debian: python3-stripe): install them; PYTHON_PATH names a Python elsewhere.',
    );
  }
  return { python };
}

function findPython(given) {
  return given ?? [SYSTEM_PYTHON, ...candidates('python3')].find(hasStripe) ?? null;
}

function onPath(name) {
  return candidates(name).some((path) => existsSync(path));
}

function candidates(name) {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
}

function hasStripe(python) {
  try {
    execFileSync(python, ['-c', 'import stripe.error'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
