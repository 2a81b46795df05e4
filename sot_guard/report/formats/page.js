'use strict';
document.documentElement.classList.add('js');
const all = (root, selector) => [...root.querySelectorAll(selector)];
const copied = async (button, text, node) => {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    if (node.select) node.select();
    else getSelection().selectAllChildren(node);
    button.textContent = 'Selected';
  }
};
for (const button of all(document, '.copy-command')) {
  const code = button.parentElement.querySelector('code');
  button.addEventListener('click', () => copied(button, code.textContent, code));
}

// ---- from difference to difference

const differences = pair => all(pair, '.row:is(.changed, .same-id, .copy, .source)').filter(row => row.checkVisibility());
const numberOf = row => Number(row.id.split('-')[1]);
let current = null;
const go = row => {
  if (!row) return;
  if (current) current.classList.remove('current');
  current = row;
  row.classList.add('current');
  const pair = row.closest('.pair');
  if (!row.checkVisibility()) pair.querySelector(`.show-${row.classList[1]}`).checked = true;
  const total = all(pair, '.row:is(.changed, .same-id, .copy, .source)').length;
  pair.querySelector('.at').textContent = `difference ${numberOf(row)} of ${total}`;
  row.querySelector('h3').focus({preventScroll: true});
  row.scrollIntoView({block: 'start'});
};
const step = (pair, by) => {
  const rows = differences(pair);
  const at = rows.indexOf(current);
  if (at >= 0) return go(rows[Math.min(rows.length - 1, Math.max(0, at + by))]);
  return go(by > 0 ? rows[0] : rows[rows.length - 1]);
};
for (const pair of all(document, '.pair')) {
  for (const [name, by] of [['next', 1], ['previous', -1]]) {
    for (const button of all(pair, `.${name}`)) button.addEventListener('click', () => step(pair, by));
  }
}
const pairInSight = () => {
  if (current) return current.closest('.pair');
  const pairs = all(document, '.pair').filter(pair => pair.querySelector('.rows'));
  return pairs.find(pair => pair.getBoundingClientRect().bottom > 100) || pairs[0];
};
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input[type=text], textarea')) return;
  const by = {n: 1, p: -1}[event.key];
  const pair = by && pairInSight();
  if (pair && pair.querySelector('.keys').checked) step(pair, by);
});
const followHash = () => {
  const row = document.getElementById(location.hash.slice(1));
  if (row && row.matches('.row')) go(row);
};
addEventListener('hashchange', followHash);
document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.getAttribute('href') === location.hash) followHash();
  for (const filter of all(document, '.filter[open]')) if (!filter.contains(event.target)) filter.open = false;
});
for (const map of all(document, '.map')) {
  const links = all(map, 'a');
  map.addEventListener('keydown', event => {
    const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    const at = links.indexOf(document.activeElement);
    const next = {Home: links[0], End: links[links.length - 1]}[event.key] || (by && links[at + by]);
    if (!next) return;
    event.preventDefault();
    for (const link of links) link.setAttribute('tabindex', link === next ? '0' : '-1');
    next.focus();
  });
}

// ---- the merged text, byte by byte: one character stands for one byte here

const linesOf = text => text.split(/(?<=\n)/);
const ending = text => /\r\n/.test(text) && !/(^|[^\r])\n/.test(text) ? '\r\n' : '\n';
const cut = (lines, range) => lines.slice(...range.split(' ').map(Number)).join('');
const joined = (pieces, end) => {
  let text = '';
  for (const [piece, follows] of pieces) {
    if (!piece) continue;
    if (text && !text.endsWith('\n')) text += end;
    // a section that follows another one than in its file stands apart from it
    if (text && !follows && !/(^|\n)[ \t]*\r?\n$/.test(text)) text += end;
    text += piece;
  }
  return text;
};
const merged = pair => {
  const [copy, source] = [atob(pair.dataset.copy), atob(pair.dataset.source)];
  const end = ending(source);
  const own = ending(copy) === end ? copy : copy.replace(/\r?\n/g, end);
  const lines = {copy: linesOf(own.replace(/^\xef\xbb\xbf/, '')), source: linesOf(source)};
  const isSectioned = 'sectioned' in pair.dataset;
  const last = {side: '', end: -1};
  const pieces = [];
  const take = (side, range) => {
    if (!range) return;
    const [first, stop] = range.split(' ').map(Number);
    pieces.push([cut(lines[side], range), !isSectioned || (last.side === side && last.end === first)]);
    Object.assign(last, {side, end: stop});
  };
  for (const row of all(pair, '.row')) {
    const chosen = row.querySelector('.decide input:checked');
    const choice = chosen ? chosen.value : 'source';
    if (choice !== 'copy') take('source', row.dataset.source);
    if (choice !== 'source') take('copy', row.dataset.copy);
  }
  const text = joined(pieces, end);
  return text.endsWith('\n') || !(source.endsWith('\n') || copy.endsWith('\n')) ? text : text + end;
};
const bytes = text => Uint8Array.from(text, one => one.charCodeAt(0));
for (const pair of all(document, '.pair[data-copy]')) {
  const groups = all(pair, '.decide');
  const [area, preview] = [pair.querySelector('textarea'), pair.querySelector('.preview')];
  const fill = () => {
    area.value = new TextDecoder().decode(bytes(merged(pair)));
  };
  const count = () => {
    const open = groups.filter(group => !group.querySelector('input:checked')).length;
    for (const group of groups) group.closest('.row').classList.toggle('decided', group.querySelector('input:checked') !== null);
    pair.querySelector('.undecided').textContent = open ? `${open} undecided` : 'all decided: merged text';
    pair.querySelector('.progress').textContent = open
      ? `Undecided: ${open} of ${groups.length}.` : 'Nothing is undecided.';
    for (const button of all(pair, '.save, .copy-text')) button.disabled = open > 0;
    pair.querySelector('.rest').disabled = !open;
    if (preview.open) fill();
  };
  pair.querySelector('.rows').addEventListener('change', count);
  preview.addEventListener('toggle', () => preview.open && fill());
  pair.querySelector('.rest').addEventListener('click', () => {
    for (const group of groups) {
      if (!group.querySelector('input:checked')) group.querySelector('input.whole').checked = true;
    }
    count();
  });
  pair.querySelector('.copy-text').addEventListener('click', async event => {
    preview.open = true;
    fill();
    await copied(event.target, area.value, area);
  });
  pair.querySelector('.save').addEventListener('click', event => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes(merged(pair))], {type: 'application/octet-stream'}));
    link.download = event.currentTarget.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  count();
}
followHash();
