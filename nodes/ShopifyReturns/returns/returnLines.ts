import type { ReturnLine } from '../../shared/model';
import type { ReturnLineNode } from '../graphql';
import { caseLineOf, tailOf } from '../graphql/gid';

type KnownLine = Pick<ReturnLine, 'id' | 'sku' | 'providerIds'>;

/** The line of a case that is this line of Shopify's return: by its own id, by the order's line, else by SKU when only one has it. */
export function caseLineFor(node: ReturnLineNode, lines: KnownLine[]): KnownLine | undefined {
	const item = node.fulfillmentLineItem?.lineItem;
	const sameSku = item?.sku ? lines.filter((line) => line.sku === item.sku) : [];
	return (
		lines.find((line) => line.providerIds['shopify.return_line'] === node.id || line.id === caseLineOf(node.id)) ??
		lines.find(
			(line) => item && !line.providerIds['shopify.return_line'] && line.providerIds['shopify.line_item'] === item.id,
		) ??
		(sameSku.length === 1 && !sameSku[0].providerIds['shopify.return_line'] ? sameSku[0] : undefined)
	);
}

/** Line of the case -> line of the order. */
export function lineLinks(nodes: ReturnLineNode[], lines: KnownLine[]): Record<string, string> {
	const links = nodes.map((node) => [
		caseLineFor(node, lines)?.id ?? caseLineOf(node.id),
		node.fulfillmentLineItem && tailOf(node.fulfillmentLineItem.lineItem.id),
	]);
	return Object.fromEntries(links.filter(([, orderLine]) => orderLine)) as Record<string, string>;
}
