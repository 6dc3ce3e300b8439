// A node of the platform as a process of its own, on the database that its environment names.
import { readConfig } from '../../server/src/config.ts';
import { openDatabase } from '../../server/src/database/open.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { openVault, systemRandom } from '../../server/src/vault.ts';
import { openNode, type Said, type Told } from './refresh_node.ts';

const config = readConfig(process.env);
const { database_url: url, data_folder: folder } = config;
const database = await openDatabase({ url, livemode: false, folder, pool_size: 3 });
const vault = await openVault(config, { database, clock: systemClock, random: systemRandom });
const say = (said: Said) => void process.send?.(said);
const hear = openNode({ database, vault, bank_url: `http://127.0.0.1:${config.bank.port}`, say });
process.on('message', (told) => hear(told as Told));
say({ ready: true });
