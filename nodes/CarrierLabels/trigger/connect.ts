import type {
	ICredentialDataDecryptedObject,
	IHookFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { nodeHttp } from '../../shared/effect';
import { connections, EffectError, type FollowerName } from '../../shared/model';
import { followers, type CarrierApi, type Follower } from '../carriers';
import type { TrackingWebhook } from '../carriers/webhook';

type Node = IHookFunctions | ITriggerFunctions | IWebhookFunctions;

/** Whom a trigger listens to. */
export interface Listened {
	id: FollowerName;
	name: string;
	service: Follower;
	api: CarrierApi;
	/** What secrets that are kept are sealed with: the credential's own. */
	key: string;
	/** Secrets that a person has put into the credential. */
	byHand: string[];
}

/** The carrier service that a trigger is set to, signed in. */
export async function listened(node: Node): Promise<Listened> {
	const id = node.getNodeParameter('carrierService') as FollowerName;
	const { name, credentials } = connections[id];
	const credential = await node.getCredentials<ICredentialDataDecryptedObject>(credentials[0]);
	const [key] = ['secretKey', 'apiKey', 'apiToken'].map((field) => credential[field]).filter(Boolean);
	return {
		id,
		name,
		service: followers[id],
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
