import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores, openStore } from '../../../nodes/shared/store/open';
import { StoreUnusable } from '../../../nodes/shared/store/store';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'returns-open-'))));
afterEach(async () => {
	await closeStores();
	rmSync(folder, { recursive: true, force: true });
});
const open = async (file: string) => await openStore({ storage: 'embedded', file });

it('makes the folder of the default place, and no other: elsewhere a missing one is a slip', async () => {
	await openStore({ storage: 'embedded' }, { N8N_USER_FOLDER: join(folder, 'new') });
	expect(existsSync(join(folder, 'new', '.n8n', 'returns.sqlite'))).toBe(true);
	await expect(open(join(folder, 'a', 'b', 'returns.sqlite'))).rejects.toMatchObject({
		message: `The case store cannot be opened: there is no folder ${join(folder, 'a', 'b')}`,
		advice: expect.stringContaining('Correct File') as string,
	});
	expect(existsSync(join(folder, 'a'))).toBe(false);
});

// Node's own recursive mkdir hangs under /proc.
it('says at once which folder cannot be made, under /proc too', async () => {
	const failure = (await openStore({ storage: 'embedded' }, { N8N_USER_FOLDER: '/proc/returns/of/a/shop' }).catch(
		(error: Error) => error,
	)) as StoreUnusable;
	expect(failure).toBeInstanceOf(StoreUnusable);
	// Where there is no /proc, nobody may make one.
	expect(failure.message).toMatch(
		/^The case store cannot be opened: no folder can be made in (\/proc \(ENOENT\)|\/ \(\w+\))$/,
	);
});

it('says so when a file stands where a folder should', async () => {
	writeFileSync(join(folder, 'file'), '');
	await expect(open(join(folder, 'file', 'cases', 'returns.sqlite'))).rejects.toThrow(
		`The case store cannot be opened: there is no folder ${join(folder, 'file', 'cases')}`,
	);
	await expect(open(join(folder, 'file', 'returns.sqlite'))).rejects.toThrow('The case store cannot be opened');
	rmSync(join(folder, 'file'));
	mkdirSync(join(folder, 'file', 'cases'), { recursive: true });
	await open(join(folder, 'file', 'cases', 'returns.sqlite')); // the next use tries again
});

it.each(['postgres://ann:pass-word@db.example.com/returns', 'db.example.com/returns', 'ann:pass-word@db'])(
	'an address in place of a host name is refused, and not repeated: %s',
	async (host) => {
		const failure = (await openStore({ storage: 'postgres', host, database: 'returns' }).catch(
			(error: Error) => error,
		)) as StoreUnusable;
		expect(failure).toBeInstanceOf(StoreUnusable);
		expect(failure.message).toBe(
			'The Return Case credential is incomplete: host must be a host name alone, e.g. db.example.com',
		);
		expect(JSON.stringify([failure.message, failure.advice, failure.stack])).not.toMatch(
			/pass-word|db\.example\.com\/|@db/,
		);
	},
);
