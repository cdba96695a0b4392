import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { makeStoreFile } from './newStoreFile';

/** The fields of a Return Case credential. */
export type StoreCredential = { storage: 'embedded'; file: string; auditKey: string };

export interface OwnStore {
	/** A folder that nobody else uses; the file of the store is in it. */
	folder: string;
	credential: StoreCredential;
	store: CaseStore;
}

const folders: string[] = [];

/** A case store in a file of its own, and the credential that leads a node to it. `removeOwnStores` ends it. */
export async function openOwnStore(): Promise<OwnStore> {
	const folder = ownFolder();
	const credential: StoreCredential = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' };
	await makeStoreFile(credential.file);
	return { folder, credential, store: await openStore(credential) };
}

/** A folder that nobody else uses. `removeOwnStores` removes it. */
export function ownFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'returns-test-'));
	folders.push(folder);
	return folder;
}

/** Closes all stores of this process and removes their folders: to be called after each test that has opened one. */
export async function removeOwnStores(): Promise<void> {
	await closeStores();
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
