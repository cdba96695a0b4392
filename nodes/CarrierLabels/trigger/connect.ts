import type {
	ICredentialDataDecryptedObject,
	IHookFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { nodeHttp } from '../../shared/effect';
import { connections, EffectError, type CarrierName } from '../../shared/model';
import { carriers, type Carrier, type CarrierApi } from '../carriers';
import type { TrackingWebhook } from '../carriers/webhook';

type Node = IHookFunctions | ITriggerFunctions | IWebhookFunctions;

/** The carrier service that a trigger listens to. */
export interface Listened {
	id: CarrierName;
	name: string;
	service: Carrier;
	api: CarrierApi;
	/** What secrets that are kept are sealed with: the credential's own. */
	key: string;
	/** Secrets that a person has put into the credential. */
	byHand: string[];
}

/** The carrier service that a trigger is set to, signed in. */
export async function listened(node: Node): Promise<Listened> {
	const id = node.getNodeParameter('carrierService') as CarrierName;
	const { name, credentials } = connections[id];
	const credential = await node.getCredentials<ICredentialDataDecryptedObject>(credentials[0]);
	const [key] = ['secretKey', 'apiKey', 'apiToken'].map((field) => credential[field]).filter(Boolean);
	return {
		id,
		name,
		service: carriers[id],
		api: {
			http: nodeHttp(node, { connection: id, credentialType: credentials[0] }),
			baseUrl: String(credential.baseUrl),
			remembers: true,
		},
		key: String(key ?? ''),
		byHand: String(credential.webhookSecret ?? '')
			.split(/\s+/)
			.filter(Boolean),
	};
}

/** How the carrier service tells of parcels by itself. Throws EffectError when it does not. */
export function webhookOf({ service, name }: Pick<Listened, 'service' | 'name'>): TrackingWebhook {
	if (service.webhook) return service.webhook;
	throw new EffectError(`${name} tells of no parcels by itself`, {
		category: 'configuration',
		advice: 'Its labels are looked at each hour, without a webhook: choose Register Webhook: By Hand.',
	});
}
