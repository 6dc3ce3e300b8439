// The keys by which banks know this installation, from the terminal: shows them, or lets the next ones take their place.
import { clientKeys, nextKeysSince, rotateClientKeys } from '../server/src/domain/connections/client_keys.ts';
import { after, DAY_MS, systemClock } from '../server/src/kernel/clock.ts';
import { systemRandom } from '../server/src/vault.ts';
import { type Installation, Misuse, runCommand } from './lib/installation.ts';

const USAGE = `  npm run banks:keys                      shows the keys that banks read at /banks/jwks.json
  npm run banks:keys -- rotate            the next keys take the place of the present ones, while the platform runs
  npm run banks:keys -- rotate --stolen   the same at once, and banks stop reading the present ones

  The next keys are published a day before they may be used, because banks remember what they read.`;

function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}

async function show({ database }: Installation): Promise<void> {
  for (const { kid, purpose, state, created } of await database.transact(clientKeys)) {
    say(`${purpose.padEnd(10)}  ${state.padEnd(7)}  ${kid}  made ${created.toISOString().slice(0, 10)}`);
  }
}

async function rotate(installation: Installation, stolen: boolean): Promise<void> {
  const { database } = installation;
  const vault = await installation.vault();
  await database.transact(async (trx) => {
    const since = await nextKeysSince(trx);
    if (!stolen && since !== null && since > after(systemClock.now(), -DAY_MS)) {
      throw new Misuse(
        `The next keys are published since ${since.toISOString()}; banks may not know them before a day has passed.`,
      );
    }
    await rotateClientKeys({ trx, clock: systemClock, random: systemRandom, vault }, { stolen });
  });
  say('The next keys are in use from now on, on other nodes within a minute.');
  if (!stolen) say('Banks read the former ones for another day.');
  await show(installation);
}

await runCommand(USAGE, (args) => {
  if (args.length === 0) return show;
  const [command, ...flags] = args;
  if (command === 'rotate' && flags.every((flag) => flag === '--stolen')) {
    return (installation) => rotate(installation, flags.length > 0);
  }
  throw new Misuse(`This is not a command. There are:\n\n${USAGE}`);
});
