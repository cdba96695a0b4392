import type { CaseStore } from '../../nodes/shared/store/store';
import type { NewEvent } from '../../nodes/shared/model';
import { openOwnStore } from '../support/ownStore';

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

/** An approved return of one piece in a case store of its own; `removeOwnStores` ends it. */
export async function openCase(): Promise<CaseFixture> {
	const { credential, store } = await openOwnStore();
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
