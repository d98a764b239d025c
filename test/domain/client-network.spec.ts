import { networkOf, plainAddress } from '../../src/access/client-network.policy.js';
import { isListOfRanges, rangesOf } from '../../src/config/address-range.js';

describe('The network of a client', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:FFFF:CB00:7109', '203.0.113.9'],
    ['0000::ffff:203.0.113.9', '203.0.113.9'],
    ['::ffff:0:0', '0.0.0.0'],
    ['::ffff:203.0.113.9%eth0', '203.0.113.9'],
    ['::fffe:cb00:7109', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1::2:3:4', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for two addresses of one /64, and another for its neighbour', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
  });

  it('leaves an address that is IPv6 in itself as it is', () => {
    for (const address of ['2001:db8::1', '::ffff', 'no address: at all', ''])
      expect(plainAddress(address)).toBe(address);
  });
});

describe('A list of trusted proxies', () => {
  it('has addresses and ranges, with commas between', () => {
    expect(rangesOf(' 127.0.0.1, 10.0.0.0/8,, 2001:db8::/32 ')).toEqual([
      '127.0.0.1',
      '10.0.0.0/8',
      '2001:db8::/32',
    ]);
    expect(rangesOf('')).toEqual([]);
  });

  it.each(['', '127.0.0.1', '0.0.0.0/0', '10.0.0.0/32', '::/0,::1/128'])('may be "%s"', (list) => {
    expect(isListOfRanges(list)).toBe(true);
  });

  it.each(['loopback', '10.0.0.0/33', '::1/129', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1'])(
    'may not be "%s"',
    (list) => {
      expect(isListOfRanges(`127.0.0.1,${list}`)).toBe(false);
    },
  );
});
