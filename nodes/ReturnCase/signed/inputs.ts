import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';

/** Which binary field has the body as it came. */
export const rawBodyProperty: INodeProperties = {
	displayName: 'Raw Body',
	name: 'rawBody',
	type: 'string',
	default: 'data',
	description:
		'Name of the binary field with the body as it came. The Webhook node gives it when its option Raw Body is on.',
};

/** The bytes that the sender has signed; undefined when the item has none. */
export async function rawBodyOf({ node, itemIndex }: OperationContext): Promise<Buffer | undefined> {
	const name = String(node.getNodeParameter('rawBody', itemIndex, 'data'));
	if (!node.getInputData()[itemIndex].binary?.[name]) return undefined;
	return await node.helpers.getBinaryDataBuffer(itemIndex, name);
}

/** The secret that messages are signed with, and the one before it. */
export async function secretsOf({ node, itemIndex }: OperationContext): Promise<string[]> {
	const { secret, previousSecret } = await node.getCredentials('returnsSignedWebhookApi', itemIndex);
	return [secret, previousSecret].map((one) => String(one ?? '').trim()).filter(Boolean);
}
