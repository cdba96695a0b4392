import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../nodes/shared/store/open';
import type { CaseStore } from '../../nodes/shared/store/store';
import type { NewEvent } from '../../nodes/shared/model';

export const address = {
	name: 'Alex Example',
	street1: '1 Sample Street',
	city: 'Springfield',
	state: 'IL',
	postalCode: '62701',
	country: 'US',
};

export const fact = (type: NewEvent['type'], data: object, id = 'x'): NewEvent => ({
	source: 'test',
	id: `${type}.${id}`,
	type,
	data: data as NewEvent['data'],
});

export interface CaseFixture {
	store: CaseStore;
	reference: string;
	/** Fields of the Return Case credential that opens the same store. */
	credential: { storage: string; file: string };
}

/** An approved return of one piece in a case store of its own; close it with closeStores. */
export async function openCase(): Promise<CaseFixture> {
	const credential = {
		storage: 'embedded',
		file: join(mkdtempSync(join(tmpdir(), 'case-')), 'returns.sqlite'),
		auditKey: 'k',
	};
	const store = await openStore(credential);
	const line = { id: 'l1', sku: 'MUG', title: '', quantity: 1, reason: 'unknown', providerIds: {} };
	const { reference } = await store.cases.open({
		source: 'test',
		sourceId: '1',
		request: {
			brand: 'default',
			channel: 'shop',
			customer: { name: 'Alex Example', address, providerIds: {} },
			lines: [line],
			providerIds: {},
		},
	});
	await store.cases.record({ reference, events: [fact('return.approved', {})] });
	await store.settings.save('default', {
		returnAddress: { ...address, name: 'Returns' },
		parcel: { weight: 500, length: 30, width: 20, height: 10 },
	});
	return { store, reference, credential };
}
