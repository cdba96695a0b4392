import fc from 'fast-check';
import type { CarrierName } from '../../nodes/shared/model';
import { kits, useTracking } from './trackingKit';

describe.each(Object.keys(kits) as CarrierName[])('%s', (carrierService) => {
	const { kit, label, made, published, send, state, told, at } = useTracking(carrierService);

	it('is in the case before the carrier service has its answer, and starts the flow once', async () => {
		const { known } = at();
		const trigger = await published();
		const message = kit.message('T1', kit.words.accepted);
		for (let times = 0; times < 3; times++) expect(await send(trigger, message)).toBe(200);
		expect(await state()).toMatchObject({
			logistics: 'in_transit',
			parcels: [{ trackingNumber: 'T1', reached: 'accepted', acceptedAt: expect.any(String) as string }],
		});
		expect(trigger.flows).toMatchObject([
			{
				reference: known.reference,
				carrierService,
				firstScan: true,
				noticedBy: 'webhook',
				tracking: { trackingNumber: 'T1', status: 'accepted' },
				case: { logistics: 'in_transit' },
				settings: { brand: 'default' },
			},
		]);
		expect(await known.store.inbox.get({ state: 'read', limit: 9 })).toMatchObject([{ source: carrierService }]);
		expect((await known.store.cases.timeline(known.reference)).at(-1)).toMatchObject({
			type: 'shipment.in_transit',
			source: carrierService,
		});
	});

	it('goes forward only, whatever order the messages come in and however often', async () => {
		const { known } = at();
		const trigger = await published();
		const stages = ['accepted', 'in_transit', 'out_for_delivery', 'delivered'] as const;
		let number = 0;
		await fc.assert(
			fc.asyncProperty(fc.shuffledSubarray([...stages, ...stages], { minLength: 1 }), async (order) => {
				const trackingNumber = `P${++number}`;
				await label(known.reference, trackingNumber);
				const before = trigger.flows.length;
				let furthest = -1;
				const expected: string[] = [];
				for (const stage of order) {
					expect(await send(trigger, kit.message(trackingNumber, kit.words[stage]))).toBe(200);
					const index = stages.indexOf(stage);
					if (index > furthest) expected.push(stage);
					furthest = Math.max(furthest, index);
				}
				const parcel = (await state()).parcels!.find((one) => one.trackingNumber === trackingNumber);
				expect(parcel?.reached).toBe(stages[furthest]);
				expect(told(trigger).slice(before)).toEqual(expected);
			}),
			{ numRuns: 8 },
		);
	}, 60_000);

	it('opens an exception for what is lost, goes back, or is wrong, each with what to do', async () => {
		const { known } = at();
		const trigger = await published();
		for (const [number, stage] of [
			['L1', 'lost'],
			['B1', 'returned_to_sender'],
			['X1', 'exception'],
		] as const) {
			await label(known.reference, number);
			expect(await send(trigger, kit.message(number, kit.words[stage]))).toBe(200);
		}
		expect(told(trigger)).toEqual(['lost', 'returned_to_sender', 'exception']);
		const codes = (await state()).exceptions.map(({ code }) => code);
		expect(codes.slice(0, 2)).toEqual(['lost_parcel', 'returned_parcel']);
		expect(['shipment', 'lost_parcel']).toContain(codes[2]); // damaged: to be claimed
		// What was lost is found.
		await send(trigger, kit.message('L1', kit.words.delivered));
		expect((await state()).parcels!.find((one) => one.trackingNumber === 'L1')).toMatchObject({ reached: 'delivered' });
	});

	it('keeps what it cannot read, and ignores what is about something else', async () => {
		const { known } = at();
		const trigger = await published();
		expect(await send(trigger, 'no JSON')).toBe(200);
		expect(await send(trigger, {})).toBe(200);
		expect(await known.store.inbox.get({ state: 'unreadable', limit: 9 })).toHaveLength(2);
		expect(await send(trigger, kit.message('UNKNOWN-9', kit.words.delivered))).toBe(200);
		expect(told(trigger)).toEqual(['delivered']); // of no case: perhaps an order on its way to the customer
		expect((await state()).parcels).toBeUndefined();
	});

	it('starts the flow for what was chosen only, and the case learns the rest', async () => {
		const trigger = await published({ parameters: { carrierService, events: ['first_scan', 'delivered'] } });
		for (const stage of ['in_transit', 'out_for_delivery', 'delivered'] as const)
			await send(trigger, kit.message('T1', kit.words[stage]));
		expect(trigger.flows).toMatchObject([
			{ firstScan: true, tracking: { status: 'in_transit' } },
			{ firstScan: false, tracking: { status: 'delivered' } },
		]);
		expect((await state()).logistics).toBe('delivered');
	});

	it('is registered once with a secret of its own, made again when it is gone, and removed', async () => {
		const { standIn } = at();
		const trigger = await published();
		const count = standIn.hooks.size;
		expect(count).toBeGreaterThan(0);
		expect(await trigger.call('checkExists')).toBe(true);
		await trigger.call('create');
		expect(standIn.hooks.size).toBe(count);
		standIn.hooks.clear();
		expect(await trigger.call('checkExists')).toBe(false);
		await trigger.call('create');
		expect(standIn.hooks.size).toBe(count);
		expect(await send(trigger, kit.message('T1', kit.words.accepted))).toBe(200);
		const secret = kit.secretOf(standIn.hooks);
		expect(JSON.stringify(trigger.memory)).not.toContain(secret);
		await trigger.call('delete');
		expect(standIn.hooks.size).toBe(0);
		expect(await send(trigger, kit.message('T1', kit.words.delivered), { secret })).toBe(401);
	});

	it('by hand needs a secret in the credential, without which it is not published', async () => {
		const { standIn, server, known } = at();
		const parameters = { carrierService, registration: 'manual' };
		await expect((await made({ parameters })).call('checkExists')).rejects.toThrow('holds no webhook secret');
		const credentials = {
			[kit.type]: { ...kit.credential(server.url), webhookSecret: 'of-a-person' },
			returnCaseApi: known.credential,
		};
		const trigger = await made({ parameters, credentials });
		expect(await trigger.call('checkExists')).toBe(true);
		expect(await send(trigger, kit.message('T1', kit.words.accepted), { secret: 'of-a-person' })).toBe(200);
		expect(trigger.flows).toHaveLength(1);
		expect(standIn.hooks.size).toBe(0);
	});
});
