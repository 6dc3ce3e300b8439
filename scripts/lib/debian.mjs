// Installs system packages on Debian and its relatives, where the tests may: as root, with apt-get.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { must } from './processes.mjs';
import { step } from './terminal.mjs';

/** Without a network there is no point in waiting for one. */
const PATIENCE = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20'];

const CLUSTER_SETTINGS = '/etc/postgresql-common/createcluster.conf';

/** Whether we may install system packages here. */
export function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs the packages. Throws Stop with apt's own words when that fails. */
export async function installPackages(title, names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(title, async () => {
    if (names.includes('postgresql')) noDefaultCluster();
    await must('apt-get update failed.', 'apt-get', ['update', '-qq', ...PATIENCE], { env });
    const options = ['-y', '-qq', ...PATIENCE, '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
    await must(`apt-get could not install ${names.join(', ')}.`, 'apt-get', ['install', ...options, ...names], { env });
  });
}

// Debian's package would start a server of its own on port 5432; the tests bring theirs and leave the machine as quiet as before.
function noDefaultCluster() {
  if (existsSync(CLUSTER_SETTINGS)) return;
  mkdirSync('/etc/postgresql-common', { recursive: true });
  writeFileSync(CLUSTER_SETTINGS, 'create_main_cluster = false\n');
}
