import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const USER = 'postgres';

/** PostgreSQL refuses to run as root: there it runs as its own user. */
export interface PostgresUser {
  uid: number;
  gid: number;
}

/** How to start a program as the user of the server. */
export interface StartAs {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** The user `postgres`, made if there is none; null when this process is not root. */
export async function postgresUser(): Promise<PostgresUser | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await lookUp();
  if (existing) return existing;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]).catch(
    (error: Error) => {
      throw new Error(
        `PostgreSQL does not run as root, and a user "${USER}" cannot be made (${error.message.trim()}); ` +
          'start Cartway as another user or add that user',
        { cause: error },
      );
    },
  );
  const made = await lookUp();
  if (!made) throw new Error(`The user "${USER}" was made but cannot be found`);
  return made;
}

async function lookUp(): Promise<PostgresUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', USER]), run('id', ['-g', USER])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/**
 * The command that starts `file` as `user`. Where that user cannot reach the files, because they lie in a folder
 * closed to others such as root's home, the program keeps the one right to pass through closed folders.
 */
export async function startAs(
  user: PostgresUser | null,
  file: string,
  args: string[],
  paths: string[],
): Promise<StartAs> {
  if (!user) return { file, args };
  if (await canReach(user, [file, ...paths])) return { file, args, uid: user.uid, gid: user.gid };
  const right = '-all,+dac_override';
  const rights = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps',
    right,
    '--ambient-caps',
    right,
    '--bounding-set',
    right,
  ];
  const as = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'];
  const possible = await run('setpriv', [...rights, ...as, file, '--version']).then(
    () => true,
    () => false,
  );
  if (possible) return { file: 'setpriv', args: [...rights, ...as, file, ...args] };
  throw new Error(
    `PostgreSQL runs as the user "${USER}", who cannot reach ${paths.join(' or ')} or ${file}; ` +
      'let other users pass through their parent folders, choose others, or start Cartway as another user than root',
  );
}

async function canReach(user: PostgresUser, paths: string[]): Promise<boolean> {
  const script = 'for path in "$@"; do [ -r "$path" ] || exit 1; done';
  return run('sh', ['-c', script, 'sh', ...paths], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
