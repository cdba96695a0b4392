import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import type { CarrierStandIn } from '../sandbox/carrier';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createKarrio } from '../sandbox/karrio';
import { Journal, serve, type Running } from '../sandbox/server';
import { createShippo } from '../sandbox/shippo';
import { createShipStation } from '../sandbox/shipstation';
import { runNode, type NodeOptions } from '../support/harness';

/* Three carrier services at once, and a node that has the credentials of all of them. */

export const services = [
	{
		carrierService: 'karrio',
		make: createKarrio,
		type: 'returnsKarrioApi',
		credential: (url: string) => ({ apiKey: sandboxSecrets.karrioKey, baseUrl: `${url}/v1` }),
	},
	{
		carrierService: 'shippo',
		make: createShippo,
		type: 'returnsShippoApi',
		credential: (url: string) => ({ apiToken: sandboxSecrets.shippoToken, baseUrl: url }),
	},
	{
		carrierService: 'shipstation',
		make: createShipStation,
		type: 'returnsShipStationApi',
		credential: (url: string) => ({ apiKey: sandboxSecrets.shipstationKey, baseUrl: `${url}/v1` }),
	},
] as const;
export type ServiceName = (typeof services)[number]['carrierService'];

export interface SeveralServices {
	known: CaseFixture;
	journal: Journal;
	standIns: CarrierStandIn[];
	standIn(name: ServiceName): CarrierStandIn;
	run(parameters: object, options?: Partial<NodeOptions>): ReturnType<typeof runNode>;
	/** Labels of one of the return's parcels, counted at the carrier services. */
	bought(parcelNumber?: number): Array<{ by: number; trackingNumber: string }>;
	stop(): Promise<void>;
}

export async function startServices(): Promise<SeveralServices> {
	const journal = new Journal();
	const known = await openCase();
	const opened: Array<{ standIn: CarrierStandIn; server: Running }> = [];
	for (const { make } of services) {
		const standIn = make();
		opened.push({ standIn, server: await serve(standIn, journal) });
	}
	const credentials = Object.fromEntries(
		services.map(({ type, credential }, index) => [type, credential(opened[index].server.url)]),
	);
	return {
		known,
		journal,
		standIns: opened.map(({ standIn }) => standIn),
		standIn: (name) => opened[services.findIndex(({ carrierService }) => carrierService === name)].standIn,
		run: async (parameters, options) =>
			await runNode(new CarrierLabels(), {
				parameters: { resource: 'returnLabel', operation: 'create', ...parameters },
				credentials: { ...credentials, returnCaseApi: known.credential },
				input: [{ reference: known.reference }],
				...options,
			}),
		bought(parcelNumber = 1) {
			const reference = parcelNumber === 1 ? known.reference : `${known.reference}/L${parcelNumber}`;
			return opened.flatMap(({ standIn }, by) =>
				standIn
					.bought()
					.filter((one) => one.reference.replace('-L', '/L') === reference)
					.map(({ trackingNumber }) => ({ by, trackingNumber })),
			);
		},
		async stop() {
			await closeStores();
			for (const { server } of opened) await server.stop();
		},
	};
}
