import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../../../local/children/index.ts';
import { Connections } from '../../../../local/rds/connections.ts';

describe('the connections to an engine', () => {
  it('name it, and its address, if it does not answer', async () => {
    const port = await freePort();
    const connections = new Connections({ host: '127.0.0.1', port }, () => undefined);
    await expect(connections.take('shop', { username: 'shop', password: 'p' })).rejects.toMatchObject({
      code: 'DatabaseUnavailableException',
      status: 504,
      message: expect.stringContaining(`PostgreSQL gives no connection at 127.0.0.1:${port}: `),
    });
    await connections.close();
  });
});
