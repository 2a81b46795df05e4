for (const button of document.querySelectorAll('.commands button')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const line = button.parentElement.querySelector('code').textContent;
    try {
      await navigator.clipboard.writeText(line);
      button.textContent = 'Copied';
    } catch (error) {
      getSelection().selectAllChildren(button.parentElement.querySelector('code'));
      button.textContent = 'Selected';
    }
  });
}
const open = () => {
  const row = document.getElementById(location.hash.slice(1));
  if (row && row.tagName === 'DETAILS') row.open = true;
};
addEventListener('hashchange', open);
open();
