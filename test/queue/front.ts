import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
	url: string;
	stop(): Promise<void>;
}

/** What n8n's documents tell a load balancer to send to the webhook processes. */
const production = /^\/(webhook|webhook-waiting|form|form-waiting|mcp)\//;

/** The one address of n8n in queue mode, on 127.0.0.1: calls of production webhooks and forms go to one port, the rest to main's. */
export async function openFront(ports: { main: number; webhook: number }): Promise<Front> {
	const server = createServer((incoming, answer) => {
		const { method, headers, url: path = '/' } = incoming;
		const port = production.test(path) ? ports.webhook : ports.main;
		const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
			answer.writeHead(response.statusCode!, response.headers);
			response.on('error', () => answer.destroy()).pipe(answer);
		});
		onward.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
		incoming.on('error', () => onward.destroy()).pipe(onward);
	});
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
