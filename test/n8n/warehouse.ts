import type { Shop } from '../demo/shop';
import { warehouseKey } from '../sandbox';

type Warehouse = Pick<Shop, 'n8n' | 'store'>;

/** The warehouse tells the flow that everything approved has come. */
export async function reportReceived(shop: Warehouse, reference: string): Promise<void> {
	await report(shop, reference, 'return.received', {
		receipt: { id: `receipt-${reference}`, lines: await piecesOf(shop, reference) },
	});
}

/** The warehouse tells the flow that everything is fit for sale. */
export async function reportInspected(shop: Warehouse, reference: string): Promise<void> {
	const lines = (await piecesOf(shop, reference)).map((piece) => ({
		...piece,
		condition: 'as new',
		destination: 'restock',
	}));
	await report(shop, reference, 'return.inspected', { inspection: { id: `inspection-${reference}`, lines } });
}

async function piecesOf({ store }: Warehouse, reference: string) {
	return (await store.cases.get(reference))!.lines.map(({ id, sku, quantities }) => ({
		line: id,
		sku,
		quantity: quantities.approved,
	}));
}

async function report({ n8n }: Warehouse, reference: string, type: string, data: object): Promise<void> {
	const { status } = await n8n.postWebhook(
		'returns/warehouse',
		{ reference, type, id: `${type} ${reference}`, data },
		{ 'X-Warehouse-Key': warehouseKey },
	);
	if (status !== 200) throw new Error(`n8n answered ${status} to the warehouse's ${type}`);
}
