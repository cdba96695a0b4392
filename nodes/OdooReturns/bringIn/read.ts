import { exponentOf, type Settings } from '../../shared/model';
import { Currency, Pricelist, SellingCompany, SoldProduct, Warehouse } from '../records/answers';
import { paymentMethodOf, storeCreditMethodOf, type Direction } from '../records/configuration';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import {
	assertAddsUp,
	orderKey,
	outsideRefunds,
	refused,
	soldLines,
	takenPayments,
	type ChannelOrder,
} from './channelOrder';
import { planOrder, type OrderPlan, type PlannedProduct } from './plan';
import { SalesTax, type TaxChoice } from './taxes';

/** How an order is brought in, as the node says. */
export interface Wanted {
	odoo: Odoo;
	order: ChannelOrder;
	settings: Settings;
	/** Goods that were sent are booked as delivered. */
	deliver: boolean;
	/** SKU of what stands for products that Odoo does not have. */
	substitute?: string;
	/** SKUs of what shipping, and other amounts, are sold as. */
	shipping: string;
	other: string;
	choices: TaxChoice[];
	warehouse?: number;
	/** Location that the goods left from, where that is not the warehouse's stock. */
	source?: number;
}

/** Journal and method of a payment. */
export type Via = Awaited<ReturnType<typeof paymentMethodOf>>;

/** What an order is brought in with, read once. */
export interface Situation extends Wanted {
	/** For the company of the order. */
	own: Odoo;
	key: string;
	plan: OrderPlan;
	company: number;
	pricelist?: number;
	/** What the rest of a rounding is sold as; undefined: Odoo has no such product. */
	rounding?: PlannedProduct;
	/** Which way a payment, or a refund of one, is booked: by who took it. */
	via(payer: string, direction: Direction): Via;
}

/** Reads all that an order is brought in with. Throws EffectError that says what Odoo lacks. Changes nothing. */
export async function readSituation(wanted: Wanted): Promise<Situation> {
	const { odoo, order, warehouse, deliver } = wanted;
	assertAddsUp(order);
	const company = await companyOf(odoo, warehouse);
	if (deliver && company.stock_move_email_validation)
		throw refused(
			`Odoo mails the customer when a delivery of ${company.name} is booked`,
			'Switch Email Confirmation off (Inventory > Settings) while orders are brought in, or leave deliveries to Odoo.',
			'goods',
		);
	const own = odoo.forCompany(company.id);
	const pricelist = await pricelistOf(own, order, company.currency_id?.name);
	const products = await productsOf(own, wanted);
	const taxes = await own.search('account.tax', SalesTax, [['type_tax_use', '=', 'sale']]);
	const { substitute, shipping, other, choices } = wanted;
	const plan = planOrder(order, { products, taxes, choices, substitute, shipping, other });
	const roundings = products.filter(({ default_code, type }) => default_code === other && type === 'service');
	return {
		...wanted,
		own,
		key: orderKey(order),
		plan,
		company: company.id,
		...(pricelist && { pricelist }),
		...(roundings.length === 1 && { rounding: roundings[0] }),
		via: await waysOf(own, wanted),
	};
}

async function companyOf(odoo: Odoo, warehouse: number | undefined) {
	const id = warehouse ? (await odoo.get('stock.warehouse', Warehouse, warehouse)).company_id : undefined;
	const companies = await odoo.search('res.company', SellingCompany, id ? [['id', '=', id]] : []);
	const [company, another] = companies;
	if (company && !another) return company;
	throw refused(
		'Several companies of Odoo could have sold this',
		"Choose Warehouse, whose company's order it becomes, or give the API key's user one company only.",
		'warehouse',
	);
}

/** Price lists carry the currency. None is needed for that of the company. */
async function pricelistOf(own: Odoo, { number, currency }: ChannelOrder, books?: string): Promise<number | undefined> {
	const [known] = await own.search('res.currency', Currency, [['name', '=', currency]]);
	if (!known)
		throw refused(
			`Order ${number} is in ${currency}, which is not active in Odoo`,
			`Activate ${currency} in Odoo (Invoicing > Configuration > Currencies) with its rate, and make a price list in it.`,
		);
	if (Math.round(known.rounding * 10 ** exponentOf(currency)) > 1)
		throw refused(
			`Odoo rounds ${currency} to ${known.rounding}, so that order ${number} would become one of another amount`,
			`Set the Rounding Factor of ${currency} to ${10 ** -exponentOf(currency)} in Odoo (Invoicing > Configuration > Currencies).`,
		);
	const [list] = await own.search('product.pricelist', Pricelist, [['currency_id', '=', known.id]], { limit: 1 });
	if (list || currency === books) return list?.id;
	throw refused(
		`Order ${number} is in ${currency}, and Odoo has no price list in it`,
		`Switch Pricelists on (Sales > Settings) and make one in ${currency}; its prices do not matter.`,
	);
}

async function productsOf(own: Odoo, { order, substitute, shipping, other }: Wanted): Promise<PlannedProduct[]> {
	const lines = soldLines(order);
	const skus = [...new Set([...lines.map(({ sku }) => sku), substitute, shipping, other].filter((one) => one))];
	const barcodes = [...new Set(lines.flatMap(({ barcode }) => barcode || []))];
	const domain: Domain = barcodes.length
		? ['|', ['default_code', 'in', skus], ['barcode', 'in', barcodes]]
		: [['default_code', 'in', skus]];
	return await own.search('product.product', SoldProduct, domain);
}

/** Looks up before anything is made how every payment and refund of the order is booked. */
async function waysOf(own: Odoo, { order, settings }: Wanted): Promise<Situation['via']> {
	const ways = new Map<string, Via>();
	const directions: Direction[] = outsideRefunds(order).length ? ['inbound', 'outbound'] : ['inbound'];
	for (const payer of new Set(takenPayments(order).map(({ processor }) => processor)))
		for (const direction of directions)
			ways.set(
				`${payer} ${direction}`,
				payer === 'store_credit'
					? await storeCreditMethodOf(own, settings.odoo, direction)
					: await paymentMethodOf(own, settings.odoo, { payer, currency: order.currency }, direction),
			);
	return (payer, direction) => ways.get(`${payer} ${direction}`)!;
}
