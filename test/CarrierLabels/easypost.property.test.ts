import fc from 'fast-check';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { Journal, serve, type Fault, type Running } from '../sandbox/server';
import { runNode } from '../support/harness';

/* What carriers.test.ts holds the other carrier services to: whatever is lost, a parcel has one label, or nobody says that it has. */

let known: CaseFixture;
let easypost: EasyPostStandIn;
let journal: Journal;
let server: Running;
beforeEach(async () => {
	known = await openCase();
	[easypost, journal] = [createEasyPost(), new Journal()];
	server = await serve(easypost, journal);
});
afterEach(async () => {
	await closeStores();
	await server.stop();
});

const create = async (parcelNumber: number) =>
	await runNode(new CarrierLabels(), {
		parameters: { carrierService: 'easypost', resource: 'returnLabel', operation: 'create', parcelNumber },
		credentials: {
			returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${server.url}/v2` },
			returnCaseApi: known.credential,
		},
		input: [{ reference: known.reference }],
	});

/** A schedule of what goes wrong, one after the other. */
const schedule = fc.array(
	fc.record({
		operation: fc.constantFrom('/buy', 'GET /shipments', 'POST', 'GET'),
		kind: fc.constantFrom<Fault['kind']>('drop_after_commit', 'drop_before_commit', 'server_error', 'rate_limit'),
	}),
	{ maxLength: 4 },
);

it('has one label, or says that it does not know, whatever is lost on the way', async () => {
	let number = 0;
	let doubts = 0;
	await fc.assert(
		fc.asyncProperty(schedule, async (faults) => {
			number++;
			journal.faults.length = 0;
			for (const fault of faults) journal.inject({ provider: 'easypost', retryAfter: 0, ...fault });
			let last = await create(number);
			for (let times = 0; times < 8 && last.error; times++) {
				expect(['unknown_outcome', 'retryable']).toContain(last.error.context?.category);
				doubts++;
				last = await create(number);
			}
			const reference = number === 1 ? known.reference : `${known.reference}/L${number}`;
			const found = easypost.bought().filter((one) => String(one.reference).replace('-L', '/L') === reference);
			expect(found).toHaveLength(1);
			expect(last.json).toMatchObject([{ label: { trackingNumber: found[0].tracking_code } }]);
		}),
		{
			numRuns: 12,
			examples: [
				[
					[
						{ operation: '/buy', kind: 'drop_after_commit' },
						{ operation: 'GET', kind: 'server_error' },
						{ operation: 'GET', kind: 'server_error' },
						{ operation: 'GET', kind: 'server_error' },
					],
				],
			],
		},
	);
	expect(doubts).toBeGreaterThan(0);
}, 120_000);
