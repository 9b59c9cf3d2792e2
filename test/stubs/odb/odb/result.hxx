#pragma once
#include <odb/forward.hxx>

namespace odb {

template <typename T, class_kind kind = class_traits<T>::kind>
class result_iterator {
public:
  typedef typename object_traits<T>::pointer_type pointer_type;
  T &operator*() const;
  T *operator->() const;
  result_iterator &operator++();
  result_iterator operator++(int);
  pointer_type load();
  bool equal(result_iterator) const;
};
template <typename T, class_kind kind>
inline bool operator==(result_iterator<T, kind> i, result_iterator<T, kind> j) {
  return i.equal(j);
}
template <typename T, class_kind kind>
inline bool operator!=(result_iterator<T, kind> i, result_iterator<T, kind> j) {
  return !i.equal(j);
}

template <typename T> class result {
public:
  typedef result_iterator<T> iterator;
  typedef typename iterator::pointer_type pointer_type;
  iterator begin();
  iterator end();
  void cache();
  bool empty() const;
  std::size_t size() const;
};

} // namespace odb
