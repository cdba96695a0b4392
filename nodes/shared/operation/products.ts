import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../model';
import type { OperationContext } from './operationContext';
import { anyJsonParam } from './jsonParam';

/** Products by SKU; those of the return when none is given. */
export const productsProperty: INodeProperties = {
	displayName: 'Products',
	name: 'products',
	type: 'json',
	default: '[]',
	placeholder: '["TEE-BLUE-M"]',
	description: 'SKUs, in Odoo the Internal Reference. Empty: those of the return.',
};

/** The SKUs that are given, else those of the return; each once. Throws EffectError for anything else. */
export async function skusOf(context: OperationContext): Promise<string[]> {
	const read = z.array(z.string().trim().min(1)).safeParse(anyJsonParam(context, 'products') ?? []);
	if (!read.success)
		throw invalidInput('Products is no list of SKUs', 'Give e.g. ["TEE-BLUE-M", "MUG-WHITE"].', 'products');
	if (read.data.length) return [...new Set(read.data)];
	const { lines } = await context.requireCase();
	return [...new Set(lines.map(({ sku }) => sku).filter(Boolean))];
}
