import { catalogue } from './catalogue';
import { escaped } from './mail';

/** The shop as its customers see it, for people who play: each line of an order can be asked to come back. `told`: what was just asked for. */
export function shopPage(told = ''): string {
	const lines = catalogue.flatMap(({ number, customer, lines: bought }) =>
		bought.map(({ sku, title, quantity }) => {
			const button = `<button name="line" value="${escaped(`${number} ${sku}`)}">Return one of order ${escaped(number)}: ${escaped(title)}</button>`;
			return `<tr><td>${escaped(number)}</td><td>${escaped(customer.name)}</td><td>${quantity} x ${escaped(title)}</td><td>${button}</td></tr>`;
		}),
	);
	return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox shop</title><style>body{font:16px system-ui;margin:2rem}td,th{padding:.2rem 1rem .2rem 0;text-align:left}</style><body><h1>Sandbox shop: my orders</h1>${told ? `<p role="status">${escaped(told)}</p>` : ''}<form method="post"><table><tr><th>Order</th><th>Customer</th><th>Goods</th><th></th></tr>${lines.join('')}</table></form></body></html>`;
}

/** What the page asks for: one piece of a line. */
export function askedOnPage(form: URLSearchParams): { order: string; lines: Array<{ sku: string; quantity: number }> } {
	const [order, sku] = (form.get('line') ?? '').split(' ');
	return { order, lines: [{ sku, quantity: 1 }] };
}
