" Prints what ALE shows for the file, and quits. 60 seconds are enough.
let g:looks = 0
function! Look(timer)
  let g:looks += 1
  let items = ale#engine#GetLoclist(bufnr(''))
  if !empty(items) || g:looks > 600
    let Line = {_, item -> join([item.lnum, item.col, item.type, item.text], ':')}
    call writefile(map(copy(items), Line), '/dev/stdout')
    qall!
  endif
endfunction
call timer_start(100, 'Look', {'repeat': -1})
