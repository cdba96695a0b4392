import { EffectError } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { backends, type BackendContext, type CarrierBackend } from '../backends';

/** The carrier service that the node is set to, and its API signed in with the node's credential. */
export async function backendOf(context: OperationContext): Promise<{ backend: CarrierBackend; api: BackendContext }> {
	const id = context.param<string>('carrierService');
	const backend = backends[id];
	if (!backend)
		throw new EffectError(`There is no carrier service "${id}"`, {
			category: 'configuration',
			field: 'carrierService',
			advice: `Choose one of: ${Object.values(backends)
				.map(({ displayName }) => displayName)
				.join(', ')}.`,
		});
	const { baseUrl } = await context.node.getCredentials<{ baseUrl: string }>(backend.credentialType);
	return {
		backend,
		api: { http: context.http(backend.id, backend.credentialType), baseUrl, remembers: !!context.store },
	};
}
