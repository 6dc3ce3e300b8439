// Encryption keys from the terminal: seals everything with a new one, or shows which ones are in use.
import { systemClock } from '../server/src/kernel/clock.ts';
import { countSealed, rotateKeys, SETTLE_MS } from '../server/src/rotation.ts';
import { keyRows } from '../server/src/wrapping_keys.ts';
import { type Installation, Misuse, runCommand } from './lib/installation.ts';

const USAGE = `  npm run keys:rotate               seals every secret with a new key, while the platform runs
  npm run keys:rotate -- --status   shows the keys, and how many values each seals

  To change RELINK_ENCRYPTION_KEY: give every process the new key as RELINK_ENCRYPTION_KEY and the former one as
  RELINK_ENCRYPTION_KEYS_OLD, restart them, and run this with the same two. It says when the former one can go.
  It may be broken off at any time; run it again and it goes on.`;

function say(...lines: string[]): void {
  process.stdout.write(lines.map((line) => `  ${line}\n`).join(''));
}

async function rotate({ config, database, vault: open }: Installation): Promise<void> {
  const vault = await open();
  // The embedded database has one process, this one: nobody else has to hear of the key.
  const settle_ms = database.engine === 'embedded' ? 0 : SETTLE_MS;
  const desk = { database, clock: systemClock, vault, settle_ms, report: say };
  const { number, sealed_anew, unreadable } = await rotateKeys(desk);
  say(
    `Everything is sealed with key ${number}, which ${vault.port.master} wraps; ${sealed_anew} values were sealed anew.`,
  );
  if (unreadable.length > 0) {
    say('These open with none of the keys that are here, and did not before:', ...unreadable);
    say('If you have an older key, name it in RELINK_ENCRYPTION_KEYS_OLD and run this again.');
  } else if (config.encryption_keys_old.length > 0) {
    say('RELINK_ENCRYPTION_KEYS_OLD is not needed any more: remove it from every process.');
  }
}

async function status({ config, database, vault: open }: Installation): Promise<void> {
  const vault = await open();
  const counts = await countSealed(database);
  for (const { number, master, created, retired_at } of await keyRows(database)) {
    const state = retired_at === null ? 'in use' : `retired ${retired_at.toISOString().slice(0, 10)}`;
    const made = created.toISOString().slice(0, 10);
    say(`key ${number}  ${master}  made ${made}  ${state}  ${counts.get(number) ?? 0} values`);
  }
  const first = counts.get(null) ?? 0;
  if (first > 0) say(`${first} values are sealed as before keys had numbers; npm run keys:rotate changes that.`);
  say(
    `These are the keys of ${config.livemode ? 'live mode' : 'the sandbox'}; the master key here is ${vault.port.master}.`,
  );
}

await runCommand(USAGE, (args) => {
  if (args.length === 0) return rotate;
  if (args.length === 1 && args[0] === '--status') return status;
  throw new Misuse(`This is not a command. There are:\n\n${USAGE}`);
});
