import { fact } from '../StripeRefunds/caseFixture';
import { services, startServices, type SeveralServices, type ServiceName } from './severalServices';

/* Which carrier service sells a parcel's label, by rules of an analyst, and what a return of several parcels gets. */

let several: SeveralServices;
beforeEach(async () => (several = await startServices()));
afterEach(async () => await several.stop());

const rule = (carrierService: ServiceName, more: object = {}) => ({ carrierService, rate: 'cheapest', ...more });
const byRules = async (rules: object[], more: object = {}, options = {}) =>
	await several.run({ carrierService: 'byRules', carrierRules: { rule: rules }, ...more }, options);
const soldBy = (parcelNumber?: number) => several.bought(parcelNumber).map(({ by }) => services[by].carrierService);

/** The case learns of its order: a mug for 20.00 USD, and what it weighs. */
async function knowOrder(weight: number): Promise<void> {
	const { store, reference } = several.known;
	const usd = (amount: number) => ({ amount, currency: 'USD' });
	const line = { id: 'o1', sku: 'MUG', quantity: 1, subtotal: usd(2_000), tax: usd(0), weight, providerIds: {} };
	const order = { number: '#1001', currency: 'USD', lines: [line], providerIds: {} };
	await store.cases.record({ reference, events: [fact('order.found', { system: 'odoo', order })] });
}

describe('by rules', () => {
	it('the first rule that fits sells the label, and the item says who', async () => {
		const { json, error } = await byRules([rule('karrio', { countries: 'DE' }), rule('shippo'), rule('shipstation')]);
		expect(error).toBeUndefined();
		expect(json[0].label).toMatchObject({
			carrierService: 'shippo',
			outcome: 'done',
			trackingNumber: expect.any(String),
		});
		expect(json[0].label).not.toHaveProperty('passedOver');
		expect(soldBy()).toEqual(['shippo']);
	});

	it('goes on to the next when one offers nothing, offers nothing within the limits, or sells nothing', async () => {
		several.standIn('karrio').noOffers = 'No service to this address.';
		several.standIn('shipstation').refuseOrder = 'The account is on hold.';
		const { json, error } = await byRules([
			rule('karrio'),
			rule('shippo', { highestPrice: '1.00 USD' }),
			rule('shipstation'),
			rule('shippo', { highestPrice: '100.00 USD', mostDays: 3 }),
		]);
		expect(error).toBeUndefined();
		expect(soldBy()).toEqual(['shippo']);
		expect(json[0].label).toMatchObject({
			passedOver: [
				{ carrierService: 'karrio', message: expect.stringContaining('No service to this address.') },
				{ carrierService: 'shippo', message: 'No carrier offers this return for at most 1.00 USD' },
				{ carrierService: 'shipstation', message: expect.stringContaining('on hold') },
			],
		});
	});

	it('goes on to the next when one does not answer before anything is ordered, or its connection is paused', async () => {
		several.journal.inject({ provider: 'karrio', operation: 'POST', kind: 'drop_before_commit', times: 3 });
		expect((await byRules([rule('karrio'), rule('shippo')])).error).toBeUndefined();
		await several.known.store.connections.pause('karrio', 'Karrio is being moved');
		const { json } = await byRules([rule('karrio'), rule('shippo')], { parcelNumber: 2 });
		expect([soldBy(1), soldBy(2)]).toEqual([['shippo'], ['shippo']]);
		expect(json[0].label).toMatchObject({
			passedOver: [{ carrierService: 'karrio', message: expect.stringContaining('Karrio is being moved') }],
		});
	});

	/** The order to Karrio is lost on its way there or back, and nobody can look it up. */
	async function loseOrder(kind: 'drop_after_commit' | 'drop_before_commit'): Promise<void> {
		several.journal.inject({ provider: 'karrio', operation: '/purchase', kind });
		several.journal.inject({ provider: 'karrio', operation: 'GET /shipments/:id', kind: 'server_error', times: 9 });
		const { error } = await byRules([rule('karrio'), rule('shippo')]);
		expect(error?.context).toMatchObject({ category: 'unknown_outcome', connection: 'karrio' });
		several.journal.faults.length = 0;
	}

	it('asks no other after an order whose outcome is unknown, and that one first of all when it is tried again', async () => {
		await loseOrder('drop_after_commit');
		expect(soldBy()).toEqual(['karrio']);
		// Its rule is the last one now, or there is none.
		const { json } = await byRules([rule('shippo'), rule('karrio')]);
		expect(json[0].label).toMatchObject({ carrierService: 'karrio', outcome: 'already_done' });
		expect((await byRules([rule('shippo')])).json[0].label).toMatchObject({ carrierService: 'karrio' });
		expect(soldBy()).toEqual(['karrio']);
	});

	it('finds the label of an unknown outcome also when no rule names its seller any more', async () => {
		await loseOrder('drop_after_commit');
		const { json } = await byRules([rule('shippo')]);
		expect(json[0].label).toMatchObject({ carrierService: 'karrio', outcome: 'already_done' });
		expect(soldBy()).toEqual(['karrio']);
	});

	it('follows the rules of now when an order of unknown outcome turns out not to be there', async () => {
		await loseOrder('drop_before_commit');
		expect((await byRules([rule('shippo')])).json[0].label).toMatchObject({ carrierService: 'shippo' });
		expect(soldBy()).toEqual(['shippo']);
	});

	it('the cheapest of all, or the fastest, is asked first', async () => {
		const rules = [rule('karrio', { rate: 'fastest' }), rule('shippo', { rate: 'cheapest' })];
		await byRules(rules, { askFirst: 'cheapest' });
		await byRules([...rules].reverse(), { askFirst: 'fastest', parcelNumber: 2 });
		expect([soldBy(1), soldBy(2)]).toEqual([['karrio'], ['karrio']]);
	});

	it('weight and value are those of the parcel', async () => {
		await knowOrder(700);
		const rules = [
			rule('karrio', { weightTo: 699 }),
			rule('shippo', { valueTo: '19.99 USD' }),
			rule('shipstation', { weightFrom: 700, valueFrom: '20.00 USD' }),
		];
		expect((await byRules(rules)).error).toBeUndefined();
		expect(soldBy()).toEqual(['shipstation']);
	});

	it('says what each said when nobody sells, and what fits no rule', async () => {
		for (const one of several.standIns) one.noOffers = 'Closed today.';
		const all = await byRules([rule('karrio'), rule('shippo')]);
		expect(all.error).toMatchObject({ context: { category: 'rejected', code: 'nobody_sells' } });
		expect(all.error?.message).toMatch(/Karrio: .*Closed today.*; Shippo: .*Closed today/);
		expect((await byRules([rule('karrio', { countries: 'DE' })])).error?.message).toBe(
			'No carrier rule fits this parcel: from US, 500 g, of a value that is not known',
		);
	});

	it('is tried again when one may sell later', async () => {
		several.standIn('karrio').noOffers = 'Closed today.';
		several.journal.inject({ provider: 'shippo', kind: 'server_error', times: 9 });
		expect((await byRules([rule('karrio'), rule('shippo')])).error?.context).toMatchObject({
			category: 'retryable',
			connection: 'shippo',
		});
	});

	it('names the credential that is missing', async () => {
		const { error } = await byRules([rule('karrio'), { carrierService: 'easypost', rate: 'cheapest' }].reverse());
		expect(error?.message).toBe('This node has no credential of EasyPost');
		expect(soldBy()).toEqual([]);
	});

	it('in a test run asks nobody', async () => {
		const { json } = await byRules([rule('karrio'), rule('shippo')], { askFirst: 'cheapest' }, { mode: 'manual' });
		expect(json[0].label).toMatchObject({ outcome: 'dry_run', carrierService: 'karrio' });
		expect(several.journal.calls).toEqual([]);
	});
});

describe('several parcels', () => {
	it('get a label each in one run, and a repeat buys none', async () => {
		const first = await several.run({ carrierService: 'karrio', parcels: 3 });
		expect(first.error).toBeUndefined();
		const labels = first.json[0].labels as unknown as Array<{ trackingNumber: string }>;
		expect(labels).toHaveLength(3);
		expect(first.json[0].label).toEqual(labels[0]);
		await several.run({ carrierService: 'karrio', parcels: 3 });
		expect([1, 2, 3, 4].map((number) => soldBy(number).length)).toEqual([1, 1, 1, 0]);
		const { labels: known } = (await several.known.store.cases.get(several.known.reference))!;
		expect(known.map(({ trackingNumber }) => trackingNumber)).toEqual(
			labels.map(({ trackingNumber }) => trackingNumber),
		);
	});

	it('the ones that are missing are bought when a run was cut off', async () => {
		several.standIn('karrio').refuseOrder = 'Not now.';
		expect((await several.run({ carrierService: 'karrio', parcels: 2 })).error).toBeDefined();
		expect((await several.run({ carrierService: 'karrio', parcels: 2 })).error).toBeUndefined();
		expect([1, 2].map((number) => soldBy(number).length)).toEqual([1, 1]);
	});

	it('are as many as the weight of the goods needs, each with its own weight and the packaging', async () => {
		await knowOrder(700);
		const { store } = several.known;
		const parcel = { weight: 500, length: 30, width: 20, height: 10 };
		const settings = await store.settings.get('default');
		await store.settings.save('default', { ...settings, parcel: { ...parcel, packaging: 100, heaviest: 2_000 } });
		expect((await several.run({ carrierService: 'karrio', parcels: 0 })).error).toBeUndefined();
		const sent = several.standIn('karrio').requests.filter(({ path }) => path.endsWith('/shipments'));
		expect(sent.map(({ body }) => (body.parcels as Array<{ weight: number }>)[0].weight)).toEqual([0.8]);
	});

	it('a weight that is given counts, and without weights of goods that of the settings', async () => {
		await several.run({ carrierService: 'karrio' });
		await knowOrder(700);
		await several.run({ carrierService: 'karrio', parcelNumber: 2 });
		await several.run({ carrierService: 'karrio', parcelNumber: 3, parcel: { weight: 900 } });
		const sent = several.standIn('karrio').requests.filter(({ path }) => path.endsWith('/shipments'));
		expect(sent.map(({ body }) => (body.parcels as Array<{ weight: number }>)[0].weight)).toEqual([0.5, 0.7, 0.9]);
	});

	it.each([
		[{ parcels: 0 }, 'How heavy a parcel may be is not known'],
		[{ parcels: 1.5 }, 'The number of parcels is no whole number up to 50'],
		[{ parcels: -1 }, 'The number of parcels is no whole number up to 50'],
	])('%j: %s', async (parameters, message) => {
		expect((await several.run({ carrierService: 'karrio', ...parameters })).error?.message).toBe(message);
	});
});

describe('whoever sold it', () => {
	const ofSeller = async (operation: string, more: object = {}, options = {}) =>
		await several.run({ operation, carrierService: 'seller', ...more }, options);

	it('gives labels of several carrier services back, each where it was bought', async () => {
		await several.run({ carrierService: 'karrio' });
		await several.run({ carrierService: 'shippo', parcelNumber: 2 });
		const { json, error } = await ofSeller('void');
		expect(error).toBeUndefined();
		expect(json[0].voiding).toMatchObject({ labels: [{ status: 'voided' }, { status: 'voided' }], outcome: 'done' });
		expect([several.standIn('karrio').voided.length, several.standIn('shippo').voided.length]).toEqual([1, 1]);
		expect((await ofSeller('getRefundStatus')).json[0].refunds).toMatchObject({ labels: [{}, {}] });
		expect((await ofSeller('void')).json[0].voiding).toEqual({ labels: [], outcome: 'nothing_to_do' });
	});

	it('reads and downloads the newest label, wherever it is from', async () => {
		await several.run({ carrierService: 'karrio' });
		const bought = await several.run({ carrierService: 'shippo', parcelNumber: 2 });
		const { json } = await ofSeller('get');
		expect(json[0].label).toMatchObject({ id: (bought.json[0].label as { id: string }).id });
		const file = await ofSeller('download', { labelUrl: '' });
		expect(file.error).toBeUndefined();
		expect(file.json[0].label).toMatchObject({ mimeType: 'application/pdf' });
		expect((await ofSeller('get', { labelId: 'other' })).error?.message).toBe('Who sold this label is not known');
	});

	it('attaches the files of all parcels that were just bought', async () => {
		const { json } = await several.run({ carrierService: 'karrio', parcels: 2 });
		const { items, error } = await ofSeller('download', {}, { input: json });
		expect(error).toBeUndefined();
		expect(Object.keys(items[0].binary!)).toEqual(['label', 'label2']);
	});
});
