import { carrierNames, connections, EffectError, type CarrierName } from '../../shared/model';
import type { Http } from '../../shared/effect';
import type { OperationContext } from '../../shared/operation';
import { carriers, type Carrier, type CarrierApi } from '../carriers';

/** The carrier service that a node is set to. */
export interface ChosenCarrier {
	/** In the table of connections. */
	id: CarrierName;
	/** As people call it. */
	name: string;
	service: Carrier;
	/** Its API, signed in with the node's credential. */
	api: CarrierApi;
}

/** The carrier service that the node is set to, without signing in there. Throws EffectError when there is none of that name. */
export function carrierIn(context: OperationContext): Carrier {
	return carriers[idIn(context)];
}

/** The same, signed in. `id`: another one than the node is set to. Throws EffectError when the node has no credential of it. */
export async function carrierOf(context: OperationContext, id = idIn(context)): Promise<ChosenCarrier> {
	const [type] = connections[id].credentials;
	if (!context.node.getNode().credentials?.[type])
		throw new EffectError(`This node has no credential of ${connections[id].name}`, {
			category: 'configuration',
			advice: `Choose one in this node, below ${connections[id].name}.`,
		});
	const { baseUrl } = await context.node.getCredentials<{ baseUrl: string }>(type);
	return {
		id,
		name: connections[id].name,
		service: carriers[id],
		api: { http: careful(context, connections[id].name, context.http(id, type)), baseUrl, remembers: !!context.store },
	};
}

/** The carrier services that a node has credentials of. */
export function carriersWithCredential(context: OperationContext): CarrierName[] {
	const held = context.node.getNode().credentials ?? {};
	return carrierNames.filter((id) => connections[id].credentials.some((type) => held[type]));
}

/** Sends what changes something, even a quote, only when the node may. */
function careful(context: OperationContext, name: string, http: Http): Http {
	return async (request) => {
		if (request.method !== 'GET') context.assertMayChange(`${name}'s ${request.method}`);
		return await http(request);
	};
}

function idIn(context: OperationContext): CarrierName {
	const id = context.param<CarrierName>('carrierService', 'easypost');
	if (Object.hasOwn(carriers, id)) return id;
	throw new EffectError(`There is no carrier service "${id}"`, {
		category: 'configuration',
		field: 'carrierService',
		advice: `Choose one of: ${carrierNames.map((one) => connections[one].name).join(', ')}.`,
	});
}
