import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores, openStore } from '../../../nodes/shared/case/open';
import { StoreUnusable } from '../../../nodes/shared/case/store';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'returns-open-'))));
afterEach(async () => {
	await closeStores();
	rmSync(folder, { recursive: true, force: true });
});
const open = async (file: string) => await openStore({ storage: 'embedded', file });

it('makes the folders of the embedded store', async () => {
	const file = join(folder, 'a', 'b', 'c', 'returns.sqlite');
	await open(file);
	expect(existsSync(file)).toBe(true);
});

// Node's own recursive mkdir hangs under /proc.
it('says at once which folder cannot be made, under /proc too', async () => {
	const failure = (await open('/proc/returns/of/a/shop/returns.sqlite').catch((error: Error) => error)) as StoreUnusable;
	expect(failure).toBeInstanceOf(StoreUnusable);
	// Where there is no /proc, nobody may make one.
	expect(failure.message).toMatch(/^The case store cannot be opened: no folder can be made in (\/proc \(ENOENT\)|\/ \(\w+\))$/);
});

it('says so when a file stands where a folder should', async () => {
	writeFileSync(join(folder, 'file'), '');
	await expect(open(join(folder, 'file', 'cases', 'returns.sqlite'))).rejects.toThrow(`The case store cannot be opened: no folder can be made in ${join(folder, 'file')} (ENOTDIR)`);
	await expect(open(join(folder, 'file', 'returns.sqlite'))).rejects.toThrow('The case store cannot be opened');
	rmSync(join(folder, 'file'));
	await open(join(folder, 'file', 'cases', 'returns.sqlite')); // the next use tries again
});
