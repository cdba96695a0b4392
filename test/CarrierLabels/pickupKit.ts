import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost } from '../sandbox/easypost';
import { createKarrio } from '../sandbox/karrio';
import { createSendcloud } from '../sandbox/sendcloud';
import { Journal, serve, type Running } from '../sandbox/server';
import { createShipStation } from '../sandbox/shipstation';
import { createShippo } from '../sandbox/shippo';
import { runNode } from '../support/harness';

/* A case, and the sandboxes of all carrier services that fetch parcels. */

export const fetching = ['easypost', 'karrio', 'sendcloud', 'shippo', 'shipstation'] as const;
export type Fetching = (typeof fetching)[number];

const make = () => ({
	easypost: createEasyPost(),
	karrio: createKarrio(),
	sendcloud: createSendcloud(),
	shippo: createShippo(),
	shipstation: createShipStation(),
});

export const when = {
	fetchFrom: '2099-12-01T09:00',
	fetchUntil: '2099-12-01T17:00',
	from: { email: 'alex@example.com', phone: '5550100100' },
};

/** A case with its labels and pickups. */
export class PickupKit {
	readonly at = make();
	readonly journals: Record<Fetching, Journal> = {
		easypost: new Journal(),
		karrio: new Journal(),
		sendcloud: new Journal(),
		shippo: new Journal(),
		shipstation: new Journal(),
	};
	private servers: Partial<Record<Fetching, Running>> = {};
	known!: CaseFixture;

	static async open(): Promise<PickupKit> {
		const kit = new PickupKit();
		kit.known = await openCase();
		for (const name of fetching) kit.servers[name] = await serve(kit.at[name], kit.journals[name]);
		return kit;
	}

	async close(): Promise<void> {
		await closeStores();
		for (const server of Object.values(this.servers)) await server.stop();
	}

	async run(carrierService: string, operation: string, parameters: object = {}, { store = true, isTest = false } = {}) {
		const url = (name: Fetching) => this.servers[name]!.url;
		return await runNode(new CarrierLabels(), {
			mode: isTest ? 'manual' : 'trigger',
			parameters: { carrierService, resource: 'returnLabel', operation, ...parameters },
			credentials: {
				returnsEasyPostApi: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${url('easypost')}/v2` },
				returnsKarrioApi: { apiKey: sandboxSecrets.karrioKey, baseUrl: `${url('karrio')}/v1` },
				returnsShippoApi: { apiToken: sandboxSecrets.shippoToken, baseUrl: url('shippo') },
				returnsShipStationApi: { apiKey: sandboxSecrets.shipstationKey, baseUrl: `${url('shipstation')}/v1` },
				returnsSendcloudApi: {
					publicKey: sandboxSecrets.sendcloudPublicKey,
					secretKey: sandboxSecrets.sendcloudSecretKey,
					baseUrl: `${url('sendcloud')}/api/v3`,
				},
				...(store && { returnCaseApi: this.known.credential }),
			},
			input: [{ reference: this.known.reference }],
		});
	}

	/** Buys a label, and gives its id. */
	async label(service: Fetching, number = 1): Promise<string> {
		const { json, error } = await this.run(service, 'create', { parcelNumber: number });
		if (error) throw error;
		return (json[0].label as { id: string }).id;
	}

	async order(service: string, more: object = {}, options: { store?: boolean } = {}) {
		return await this.run(service, 'createPickup', { ...when, ...more }, options);
	}

	/** Orders one for a label that was bought, and gives its id. */
	async ordered(service: Fetching, number = 1): Promise<string> {
		const labelId = await this.label(service, number);
		const { json, error } = await this.order(service, { labelId, pickupNumber: number });
		if (error) throw error;
		return (json[0].pickup as { id: string }).id;
	}

	/** Pickups that somebody comes for. */
	comes(service: Fetching): unknown[] {
		const { easypost, karrio, sendcloud, shippo, shipstation } = this.at;
		const one = {
			easypost: () => [...easypost.pickups.values()].filter(({ status }) => status === 'scheduled'),
			karrio: () => [...karrio.pickups.values()].filter(({ status }) => status === 'scheduled'),
			sendcloud: () => [...sendcloud.pickups.values()].filter(({ status }) => status !== 'CANCELLED'),
			shippo: () => shippo.pickups,
			shipstation: () => shipstation.pickups.filter(({ cancelled_at: canceled }) => !canceled),
		};
		return one[service]();
	}

	/** What was asked to order one. */
	orders(service: Fetching) {
		const path = service === 'easypost' ? /^\/pickups\/.*buy$/ : /^\/pickups\/?$/;
		return this.at[service].requests.filter((request) => path.test(request.path));
	}

	async timeline(type: string) {
		return (await this.known.store.cases.timeline(this.known.reference)).filter((event) => event.type === type);
	}
}
