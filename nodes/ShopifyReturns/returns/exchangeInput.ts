import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { gidOf } from '../graphql/gid';
import { listOf } from '../transport/list';

const Given = z
	.object({
		variant: z.string().min(1),
		quantity: z.number().int().positive(),
		discountPercent: z.number().min(0).max(100).optional(),
	})
	.strict();

const example = '[{ "variant": "gid://shopify/ProductVariant/49000000000001", "quantity": 1 }]';

export const exchangeLinesProperty: INodeProperties = {
	displayName: 'Exchange Lines',
	name: 'exchangeLines',
	type: 'json',
	default: '[]',
	placeholder: example,
	description:
		'What the customer gets instead: variant (GraphQL ID or number), quantity, and where it applies discountPercent. Return: Process releases them.',
};

export interface ExchangeLine {
	variant: string;
	quantity: number;
	discountPercent?: number;
}

export function exchangeLinesOf(context: OperationContext): ExchangeLine[] {
	return listOf(context, 'exchangeLines', 'Exchange Lines', Given, example).map((line) => {
		const variant = gidOf('ProductVariant', line.variant);
		if (!variant)
			throw invalidInput(
				`"${line.variant}" is no variant of Shopify`,
				'Give its ID, e.g. gid://shopify/ProductVariant/49000000000001.',
				'exchangeLines',
			);
		return { ...line, variant };
	});
}
